// SPDX-License-Identifier: MIT
'use strict';
// Draws the data in #data: a matrix of verdicts, and one run in detail. The
// state is the fragment, #run=3&step=7, so a link shows what its writer saw.

const data = JSON.parse(document.getElementById('data').textContent);
const symbols = {HOLDS: '✓', VIOLATED: '✗', UNKNOWN: '?', EXPECTED: '✗',
                 MISSED: '!'};
const words = {HOLDS: 'holds within the bound', VIOLATED: 'violated',
               UNKNOWN: 'unknown: not finished', EXPECTED:
               'violated, as is listed for it', MISSED: 'a known bug not found'};
let run = -1;
let step = 0;   // place in `shown`
let all = false;
let shown = [];

function element(name, attributes, ...children) {
  const svg = ['svg', 'g', 'rect', 'text', 'path', 'defs', 'marker', 'title'];
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

const changed = q => Object.entries(q.orderings).map(([s, o]) => s + '=' + o);
const columnOf = r =>
    [r.question.impl, ...changed(r.question)].join(' + ');
const placeOf = w => w ? `${w.file}:${w.line}` : '';
const baseName = w => placeOf(w).slice(placeOf(w).lastIndexOf('/') + 1);
const groupOf = r => `${r.question.engine} ${r.question.model}`;
const cpu = t => t === null ? 'main' : 'CPU' + t;
const grouped = n => n.toLocaleString('en-US');

// ---- the matrix

function drawMatrix() {
  const runs = data.runs;
  const bad = runs.filter(r => ['VIOLATED', 'MISSED'].includes(r.assessment));
  const open = runs.filter(r => r.assessment === 'UNKNOWN');
  const holds = runs.filter(r => r.assessment === 'HOLDS').length;
  const listed = runs.filter(r => r.assessment === 'EXPECTED');
  const bugs = [...new Set(listed.map(r => r.expected.bug))];
  const verdict = data.overall;
  document.title = `vmalock: ${verdict}`;
  document.getElementById('headline').textContent =
      `${verdict}: ${runs.length} runs, ${holds} hold, ${bad.length} violated` +
      (listed.length ?
           `, ${listed.length} violated as listed (${bugs.join(', ')})` : '') +
      (open.length ? `, ${open.length} unknown` : '');
  document.getElementById('origin').textContent =
      `${data.tool.command} · vmalock ${data.tool.version}, ` +
      `${data.host.os} ${data.host.machine}`;
  const box = document.getElementById('matrix');
  const groups = [...new Set(runs.map(groupOf))];
  for (const group of groups) box.append(table(group));
  const used = [...new Set(runs.map(r => r.assessment))];
  document.getElementById('legend').append(
      ...used.map(j => element('span', {class: 'chip ' + j},
                               `${symbols[j]} ${words[j]}`)),
      ' The number is the executions explored; of a listed bug, its name.');
}

function table(group) {
  const runs = data.runs.map((r, i) => ({r, i}))
                   .filter(x => groupOf(x.r) === group);
  const columns = [...new Set(runs.map(x => columnOf(x.r)))];
  const cases = [...new Set(runs.map(x => x.r.question.case))];
  const rows = cases.map(name => element('tr', {},
      element('th', {scope: 'row'}, name),
      ...columns.map(c => element('td', {},
          ...runs.filter(x => x.r.question.case === name && columnOf(x.r) === c)
              .map(x => cell(x.r, x.i))))));
  return element('table', {class: 'matrix'},
      element('caption', {}, `engine ${group.trim()}`),
      element('tr', {}, element('th', {}, 'case'),
              ...columns.map(c => element('th', {scope: 'col'}, c))), ...rows);
}

function cell(r, i) {
  return element('button', {
    class: 'cell ' + r.assessment, id: 'cell' + i, 'aria-pressed': 'false',
    'aria-label': `${r.question.case} on ${columnOf(r)}: ${words[r.assessment]}`,
    title: `${words[r.assessment]}, ${r.bound}`, onclick: () => go(i, null)},
      `${symbols[r.assessment]} ${r.assessment}`,
      element('span', {class: 'count'}, ['EXPECTED', 'MISSED'].includes(
          r.assessment) ? r.expected.bug : grouped(r.executions)));
}

// ---- one run

function go(i, at) {
  run = i;
  const r = data.runs[i];
  all = false;
  shown = r.view ? r.view.telling : [];
  step = at === null ? shown.length - 1 : Math.min(at, shown.length - 1);
  for (const c of document.querySelectorAll('.cell'))
    c.setAttribute('aria-pressed', String(c.id === 'cell' + i));
  draw();
  document.getElementById('detail').scrollIntoView({block: 'start'});
}

function draw() {
  const r = data.runs[run];
  const box = document.getElementById('detail');
  box.replaceChildren(
      element('h2', {}, `${r.question.case} on ${columnOf(r)}: ${words[r.assessment]}`),
      element('p', {class: 'hint'}, `${r.bound}; ${grouped(r.executions)} ` +
          `executions, ${grouped(r.blocked)} blocked, engine ${groupOf(r)}` +
          (r.reason ? '; ' + r.reason : '')),
      ...(r.error ? errorParts(r) : outcomes(r)));
  document.getElementById('notes').replaceChildren(
      element('h3', {}, 'What this verdict does not cover'),
      element('ul', {}, ...r.notes.map(n => element('li', {}, n))));
  if (r.error && shown.length) showStep();
}

function outcomes(r) {
  const rows = r.outcomes.map(o => element('tr', {},
      element('td', {class: 'value'}, grouped(o.count)),
      element('td', {class: 'value'}, Object.entries(o.values)
          .map(([k, v]) => `${k}=${v}`).join('  '))));
  return [element('h3', {}, 'Outcomes, with the number of executions'),
          element('table', {class: 'values'}, ...rows)];
}

function errorParts(r) {
  const e = r.error;
  const parts = [element('div', {class: 'message'},
      element('p', {}, element('strong', {}, `${e.code} ${e.kind}: `),
              e.message),
      ...r.view.why.map(w => element('p', {}, '→ ' + w)),
      r.view.machines ? element('p', {}, '→ machines: ' + r.view.machines) : null,
      ...r.view.remedies.map(w => w.startsWith('none')
          ? element('p', {}, '→ ' + w)
          : element('p', {class: 'remedy'}, '✓ ' + w)),
      e.replay ? element('p', {}, 'See it again: ',
          element('code', {}, 'vmalock replay ' + e.replay)) : null)];
  if (!shown.length) return parts;
  parts.push(controls(), edgeLegend(), element('div', {class: 'panes'},
      element('div', {class: 'graph', id: 'graph'}, graph(r)),
      element('div', {class: 'side'},
              element('p', {class: 'now', id: 'now'}),
              element('pre', {class: 'source', id: 'source'}),
              element('h3', {}, 'Values after this step'),
              element('table', {class: 'values', id: 'values'}))));
  parts.push(element('details', {},
      element('summary', {}, `What is ${e.code}?`),
      element('pre', {class: 'page'}, r.view.explain)));
  return parts;
}

function controls() {
  const r = data.runs[run];
  return element('div', {class: 'controls'},
      element('button', {onclick: () => move(-1)}, '◀ back'),
      element('input', {type: 'range', id: 'slider', min: 0,
          max: shown.length - 1, value: step, 'aria-label': 'step',
          oninput: e => { step = Number(e.target.value); showStep(); }}),
      element('button', {onclick: () => move(1)}, 'next ▶'),
      element('span', {id: 'place'}),
      element('button', {onclick: toggleAll, id: 'all'},
          all ? 'only the telling steps'
              : `all ${r.error.trace.length} steps`),
      element('span', {class: 'hint'}, 'keys: ← → step, a all, Esc matrix'));
}

function edgeLegend() {
  const kinds = {po: 'program order', rf: 'reads from',
                 co: 'is overwritten by (coherence)',
                 fr: 'reads what is overwritten by (from-reads)'};
  return element('p', {class: 'legend'},
      'A column is a CPU, time goes down; red frame: what the error is about. ',
      ...Object.entries(kinds).map(([k, text]) => element('span',
          {class: 'chip'}, element('b', {class: 'key-' + k}, k + ' '), text)));
}

function toggleAll() {
  const r = data.runs[run];
  const at = shown[step];
  all = !all;
  shown = all ? r.error.trace.map((_, i) => i) : r.view.telling;
  step = shown.findIndex(i => i >= at);
  if (step < 0) step = shown.length - 1;
  draw();
}

function move(by) {
  step = Math.max(0, Math.min(shown.length - 1, step + by));
  document.getElementById('slider').value = step;
  showStep();
}

// ---- the graph: a column a thread, a row a step

const rowHeight = 46;
const boxHeight = 34;
const topMargin = 34;
const gap = 84;

function graph(r) {
  const trace = r.error.trace;
  const threads = [...new Set(shown.map(i => trace[i].thread))]
                      .sort((a, b) => (a === null ? -1 : a) - (b === null ? -1 : b));
  const longest = Math.max(...shown.map(i => Math.max(
      r.view.texts[i].length + 4,
      0.88 * (2 + placeText(r, i).length))));
  const width = Math.min(440, Math.max(190, 16 + 7.3 * longest));
  const x = i => 44 + threads.indexOf(trace[i].thread) * (width + gap);
  const y = i => topMargin + shown.indexOf(i) * rowHeight;
  const size = {w: 88 + threads.length * (width + gap) - gap,
                h: topMargin + shown.length * rowHeight};
  const svg = element('svg', {width: size.w, height: size.h,
      viewBox: `0 0 ${size.w} ${size.h}`, role: 'img',
      'aria-label': 'execution graph'}, arrowHeads());
  threads.forEach((t, k) => svg.append(element('text', {
      class: 'cpu', x: 44 + k * (width + gap), y: 18}, cpu(t))));
  const list = all ? r.view.all_edges : r.view.edges;
  for (const [kind, a, b] of list)
    svg.append(edge(kind, a, b, x, y, width, trace));
  for (const i of shown) svg.append(node(r, i, x(i), y(i), width));
  return svg;
}

function placeText(r, i) {
  const s = r.error.trace[i];
  return [r.view.functions[i], baseName(s.where), s.site ? `[${s.site}]` : '']
      .filter(t => t).join('  ');
}

function arrowHeads() {
  const colours = {po: '#3a4149', rf: '#228833', co: '#8c510a', fr: '#cc3311'};
  return element('defs', {}, ...Object.entries(colours).map(([kind, fill]) =>
      element('marker', {id: 'head-' + kind, viewBox: '0 0 8 8', refX: 7,
          refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto'},
          element('path', {d: 'M0,0 L8,4 L0,8 z', fill}))));
}

function node(r, i, x, y, width) {
  const s = r.error.trace[i];
  const guilty = i === r.error.first || i === r.error.second;
  const fit = (text, size) => {
    const room = Math.floor((width - 14) / size);
    return text.length > room ? text.slice(0, room - 1) + '…' : text;
  };
  const place = placeText(r, i);
  return element('g', {class: 'node' + (guilty ? ' guilty' : ''),
      'data-step': i, tabindex: 0, role: 'button',
      onclick: () => { step = shown.indexOf(i); move(0); },
      onfocus: () => { step = shown.indexOf(i); move(0); }},
      element('title', {}, `${r.view.texts[i]}\n${place}`),
      element('rect', {x, y, width, height: boxHeight, rx: 4}),
      element('text', {x: x + 7, y: y + 14},
              fit(`${i + 1}: ${r.view.texts[i]}`, 7.3)),
      element('text', {class: 'small', x: x + 7, y: y + 28}, fit(place, 6.4)));
}

/// Program order runs down the column; the others leave and enter at the sides.
function edge(kind, a, b, x, y, width, trace) {
  const g = element('g', {class: 'link', 'data-from': a, 'data-to': b});
  if (kind === 'po') {
    g.append(element('path', {class: 'edge po', 'marker-end': 'url(#head-po)',
        d: `M${x(a) + 14},${y(a) + boxHeight} L${x(b) + 14},${y(b) - 1}`}));
    return g;
  }
  const mid = boxHeight / 2;
  const shift = {rf: -7, co: 0, fr: 7, race: 0}[kind];
  let d, lx, ly;
  const y1 = y(a) + mid + shift, y2 = y(b) + mid + shift;
  if (x(a) === x(b)) {
    const left = kind === 'co';
    const side = left ? x(a) : x(a) + width;
    const bend = (left ? -1 : 1) * Math.min(38, 16 + Math.abs(y2 - y1) / 12);
    d = `M${side},${y1} C${side + bend},${y1} ${side + bend},${y2} ${side},${y2}`;
    lx = side + bend * 0.8;
    ly = (y1 + y2) / 2;
  } else {
    const right = x(a) < x(b);
    const x1 = right ? x(a) + width : x(a), x2 = right ? x(b) : x(b) + width;
    const pull = right ? gap / 2 : -gap / 2;
    d = `M${x1},${y1} C${x1 + pull},${y1} ${x2 - pull},${y2} ${x2},${y2}`;
    // Labels of different kinds at different places of the curve.
    const t = {rf: 0.5, co: 0.72, fr: 0.28, race: 0.5}[kind];
    const u = 1 - t;
    lx = u * u * u * x1 + 3 * u * u * t * (x1 + pull) +
         3 * u * t * t * (x2 - pull) + t * t * t * x2;
    ly = (u * u * u + 3 * u * u * t) * y1 + (3 * u * t * t + t * t * t) * y2 - 3;
  }
  g.append(element('path', {class: 'edge ' + kind, d,
      'marker-end': kind === 'race' ? null : `url(#head-${kind})`}));
  g.append(element('text', {class: 'label ' + kind, x: lx, y: ly,
      'text-anchor': 'middle'}, kind === 'race' ? 'no order' : kind));
  return g;
}

// ---- one step

function showStep() {
  const r = data.runs[run];
  const i = shown[step];
  const s = r.error.trace[i];
  for (const n of document.querySelectorAll('.node')) {
    const k = Number(n.dataset.step);
    n.classList.toggle('current', k === i);
    n.classList.toggle('later', k > i);
  }
  for (const l of document.querySelectorAll('.link'))
    l.classList.toggle('later', Math.max(Number(l.dataset.from),
                                         Number(l.dataset.to)) > i);
  document.getElementById('place').textContent =
      `step ${i + 1} of ${r.error.trace.length}`;
  document.getElementById('now').replaceChildren(
      element('strong', {}, `${cpu(s.thread)}: ${r.view.texts[i]}`),
      ` in ${r.view.functions[i]}(), ${placeOf(s.where)}` + (s.site ? `, row ${s.site}` : ''));
  showSource(s);
  showValues(r, i);
  const current = document.querySelector('.node.current');
  const box = document.getElementById('graph');
  const at = topMargin + step * rowHeight;
  if (current && (at < box.scrollTop || at > box.scrollTop + box.clientHeight - 60))
    box.scrollTop = at - box.clientHeight / 2;
  history.replaceState(null, '', `#run=${run}&step=${step}`);
}

function showSource(s) {
  const box = document.getElementById('source');
  if (!s.where) {
    box.textContent = '';
    return;
  }
  const {file, line} = s.where;
  const text = data.sources[file];
  if (text === undefined) {
    box.textContent = `  ${file} was not there when the page was made`;
    return;
  }
  const marked = new Set(shown.map(k => data.runs[run].error.trace[k].where)
                             .filter(w => w && w.file === file)
                             .map(w => w.line));
  box.replaceChildren(...text.split('\n').map((t, k) => element('div', {
      class: k + 1 === line ? 'at' : marked.has(k + 1) ? 'other' : ''},
      element('span', {class: 'n'}, String(k + 1)), t)));
  const at = box.querySelector('.at');
  if (at) box.scrollTop = at.offsetTop - box.offsetTop - box.clientHeight / 2;
}

/// The newest value of each location that the shown steps touch.
function showValues(r, i) {
  const used = new Set(shown.map(k => (r.error.trace[k].event || {}).location)
                           .filter(l => l !== undefined && l !== null));
  const flags = n => Math.abs(n) >= 1 << 20 ? '0x' + (n >>> 0).toString(16) : n;
  const rows = [...used].sort((a, b) => a - b).map(l => {
    let value = r.error.locations[l].initial, co = 0, by = 'initially';
    r.error.trace.slice(0, i + 1).forEach((s, k) => {
      const e = s.event;
      if (!e || e.location !== l || e.co === undefined || e.co < co) return;
      [value, co, by] = [e.written, e.co, `step ${k + 1}, ${cpu(s.thread)}`];
    });
    const now = r.error.trace[i].event;
    const hit = now && now.location === l && now.co !== undefined;
    return element('tr', {class: hit ? 'changed' : ''},
        element('td', {class: 'value'}, r.error.locations[l].name),
        element('td', {class: 'value'}, String(flags(value))),
        element('td', {class: 'hint'}, by));
  });
  document.getElementById('values').replaceChildren(...rows);
}

// ---- keys and links

document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.altKey || e.metaKey || run < 0) return;
  const slider = e.target.id === 'slider';
  if (e.key === 'Escape') document.getElementById('cell' + run).focus();
  else if (!shown.length) return;
  else if (e.key === 'ArrowRight' && !slider) move(1);
  else if (e.key === 'ArrowLeft' && !slider) move(-1);
  else if (e.key === 'a') toggleAll();
  else return;
  e.preventDefault();
});

drawMatrix();
const wanted = /run=(\d+)(?:&step=(\d+))?/.exec(location.hash);
const first = data.runs.findIndex(r => r.assessment === 'VIOLATED');
if (wanted && Number(wanted[1]) < data.runs.length)
  go(Number(wanted[1]), wanted[2] === undefined ? null : Number(wanted[2]));
else if (first >= 0 && data.runs.length === 1)
  go(first, null);
