// SPDX-License-Identifier: MIT
'use strict';
// The execution graph: a column a thread, a row a step. It is drawn as wide as
// there is room, so that the source fits beside it.

function element(name, attributes, ...children) {
  const svg = ['svg', 'g', 'rect', 'text', 'tspan', 'path', 'defs', 'marker',
               'title'];
  const e = svg.includes(name)
      ? document.createElementNS('http://www.w3.org/2000/svg', name)
      : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith('on')) e.addEventListener(key.slice(2), value);
    else if (value !== null) e.setAttribute(key, value);
  }
  e.append(...children.filter(c => c !== null));
  return e;
}

const lineHeight = 15;
const rowGap = 12;
const topMargin = 30;
const sideMargin = 26;
const columnGap = 40;
const digit = 7.25;      // width of a character of a step
const smallDigit = 6.35;  // … of its place

const baseName = w => w ? `${w.file}:${w.line}`.split('/').pop() : '';
const cpu = t => t === null ? 'main' : 'CPU' + t;

/// Broken at blanks, and within a word that is longer than a line.
function wrapped(text, room) {
  const lines = [''];
  for (let word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last && last.length + 1 + word.length <= room) {
      lines[lines.length - 1] = last + ' ' + word;
      continue;
    }
    if (last) lines.push('');
    for (; word.length > room; word = word.slice(room))
      lines.splice(lines.length - 1, 0, word.slice(0, room));
    lines[lines.length - 1] = word;
  }
  return lines;
}

/// "vma_start_read()"; that of a lambda says nothing.
function functionOf(r, i) {
  const f = r.view.functions[i];
  return !f || f.startsWith('operator') ? '' : f + '()';
}

function placeText(r, i) {
  const s = r.error.trace[i];
  return [functionOf(r, i), baseName(s.where), s.site ? `[${s.site}]` : '']
      .filter(t => t).join(' ');
}

/// Where everything stands: of each shown step x, y, height and lines.
function layOut(r, shown, room) {
  const trace = r.error.trace;
  const threads = [...new Set(shown.map(i => trace[i].thread))]
      .sort((a, b) => (a === null ? -1 : a) - (b === null ? -1 : b));
  const n = threads.length;
  const width = Math.max(130, Math.min(420,
      (room - 2 * sideMargin - (n - 1) * columnGap) / n));
  const at = new Map();
  let y = topMargin;
  for (const i of shown) {
    const lines = wrapped(`${i + 1}  ${r.view.texts[i]}`,
                          Math.floor((width - 12) / digit));
    const places = wrapped(placeText(r, i),
                           Math.floor((width - 12) / smallDigit));
    const height = (lines.length + places.length) * lineHeight + 5;
    at.set(i, {x: sideMargin + threads.indexOf(trace[i].thread) *
               (width + columnGap), y, height, lines, places});
    y += height + rowGap;
  }
  return {threads, width, at, height: y,
          all: 2 * sideMargin + n * width + (n - 1) * columnGap};
}

function graph(r, shown, all, room, choose) {
  const plan = layOut(r, shown, room);
  const svg = element('svg', {width: plan.all, height: plan.height,
      viewBox: `0 0 ${plan.all} ${plan.height}`, role: 'group',
      'aria-label': 'execution graph'}, arrowHeads());
  plan.threads.forEach((t, k) => svg.append(element('text', {
      class: 'cpu', x: sideMargin + k * (plan.width + columnGap), y: 18},
      cpu(t))));
  for (const i of shown) svg.append(node(r, i, plan, choose));
  const causes = new Set(r.view.causes);
  for (const {kind, a, b, label} of bundled(all ? r.view.all_edges
                                                 : r.view.edges))
    svg.append(edge(kind, a, b, label, plan, causes.has(a) && causes.has(b)));
  return svg;
}

/// An update that reads from another one also overwrites it: one arrow, not two.
function bundled(edges) {
  const rf = new Set(edges.filter(([kind]) => kind === 'rf')
                         .map(([, a, b]) => `${a} ${b}`));
  const co = new Set(edges.filter(([kind]) => kind === 'co')
                         .map(([, a, b]) => `${a} ${b}`));
  return edges
      .filter(([kind, a, b]) => kind !== 'co' || !rf.has(`${a} ${b}`))
      .map(([kind, a, b]) => ({kind, a, b, label:
          kind === 'race' ? 'no order'
          : kind === 'rf' && co.has(`${a} ${b}`) ? 'rf, co' : kind}));
}

function arrowHeads() {
  return element('defs', {}, ...['po', 'rf', 'co', 'fr'].map(kind =>
      element('marker', {id: 'head-' + kind, viewBox: '0 0 8 8', refX: 7,
          refY: 4, markerWidth: 9, markerHeight: 9,
          markerUnits: 'userSpaceOnUse', orient: 'auto'},
          element('path', {class: 'head ' + kind, d: 'M0,0 L8,4 L0,8 z'}))));
}

function node(r, i, plan, choose) {
  const {x, y, height, lines, places} = plan.at.get(i);
  const kinds = ['node'];
  if (r.view.guilty.includes(i)) kinds.push('guilty');
  if (r.view.causes.includes(i)) kinds.push('cause');
  const text = (line, k, small) => element('text', {
      class: small ? 'small' : null, x: x + 7, y: y + 14 + k * lineHeight},
      line);
  return element('g', {class: kinds.join(' '), 'data-step': i, tabindex: 0,
      role: 'button', onclick: () => choose(i), onfocus: () => choose(i)},
      element('title', {}, `${r.view.texts[i]}\n${placeText(r, i)}`),
      element('rect', {x, y, width: plan.width, height, rx: 4}),
      ...lines.map((line, k) => text(line, k, false)),
      ...places.map((line, k) => text(line, k + lines.length, true)));
}

/// Program order runs down the column; the others leave and enter at the sides.
function edge(kind, a, b, label, plan, isCause) {
  const from = plan.at.get(a), to = plan.at.get(b);
  const g = element('g', {class: 'link ' + kind + (isCause ? ' cause' : ''),
                          'data-from': a, 'data-to': b});
  const marker = kind === 'race' ? null : `url(#head-${kind})`;
  if (kind === 'po') {
    g.append(element('path', {class: 'edge po', 'marker-end': marker,
        d: `M${from.x + 14},${from.y + from.height} L${to.x + 14},${to.y - 1}`}));
    return g;
  }
  const shift = {rf: -6, co: 0, fr: 6, race: 0}[kind];
  const y1 = from.y + from.height / 2 + shift;
  const y2 = to.y + to.height / 2 + shift;
  const right = from.x < to.x, same = from.x === to.x;
  const sideOf = (box, isRight) => isRight ? box.x + plan.width : box.x;
  const x1 = sideOf(from, same ? kind !== 'co' : right);
  const x2 = sideOf(to, same ? kind !== 'co' : !right);
  const out = columnGap / 2;
  const p1 = x1 + (same ? (kind === 'co' ? -out : out) : right ? out : -out);
  const p2 = x2 + (same ? (kind === 'co' ? -out : out) : right ? -out : out);
  const t = {rf: 0.5, co: 0.7, fr: 0.3, race: 0.5}[kind], u = 1 - t;
  g.append(
      element('path', {class: 'edge ' + kind, 'marker-end': marker,
          d: `M${x1},${y1} C${p1},${y1} ${p2},${y2} ${x2},${y2}`}),
      element('text', {class: 'label ' + kind, 'text-anchor': 'middle',
          x: u * u * u * x1 + 3 * u * u * t * p1 + 3 * u * t * t * p2 +
              t * t * t * x2,
          y: (u * u * u + 3 * u * u * t) * y1 +
              (3 * u * t * t + t * t * t) * y2 - 3},
          label));
  return g;
}
