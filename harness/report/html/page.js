// SPDX-License-Identifier: MIT
// Draws the data in #data: a matrix of verdicts, or one run in detail. The
// state is the fragment, #run=3&step=7, so a link shows what its writer saw.

const symbols = {HOLDS: '✓', VIOLATED: '✗', UNKNOWN: '?', EXPECTED: '✗',
                 MISSED: '!'};
const words = {HOLDS: 'holds within the bound', VIOLATED: 'violated',
               UNKNOWN: 'unknown: not finished', EXPECTED:
               'violated, as is listed for it', MISSED: 'a known bug not found'};
let data;
let run = -1;
let step = 0;   // place in `shown`
let all = false;
let shown = [];

const $ = id => document.getElementById(id);
const changed = q => Object.entries(q.orderings).map(([s, o]) => s + '=' + o);
const columnOf = r =>
    [r.question.impl, ...changed(r.question)].join(' + ');
const placeOf = w => w ? `${w.file}:${w.line}` : '';
const groupOf = r => `${r.question.engine} ${r.question.model}`;
const grouped = n => n.toLocaleString('en-US');
const bugOf = r => ['EXPECTED', 'MISSED'].includes(r.assessment)
    ? r.expected.bug : '';

// ---- the matrix

function summary() {
  const of = kind => data.runs.filter(r => r.assessment === kind);
  const bad = of('VIOLATED').length + of('MISSED').length;
  const listed = of('EXPECTED');
  const bugs = [...new Set(listed.map(r => r.expected.bug))];
  const open = of('UNKNOWN').length;
  return `${data.overall}: ${data.runs.length} runs, ` +
      `${of('HOLDS').length} hold, ${bad} violated` +
      (listed.length ?
           `, ${listed.length} violated as listed (${bugs.join(', ')})` : '') +
      (open ? `, ${open} unknown` : '');
}

function drawMatrix() {
  $('headline').textContent = summary();
  $('origin').textContent =
      `${data.tool.command} · vmalock ${data.tool.version}, ` +
      `${data.host.os} ${data.host.machine}`;
  const groups = [...new Set(data.runs.map(groupOf))];
  for (const group of groups) $('matrix').append(table(group));
  const used = [...new Set(data.runs.map(r => r.assessment))];
  $('legend').append(
      ...used.map(j => element('span', {class: 'chip ' + j},
                               `${symbols[j]} ${words[j]}`)),
      ' The number is the executions explored; of a listed bug, its name.');
  $('filter').addEventListener('input', filter);
  $('only-bad').addEventListener('change', filter);
  filter();
}

function table(group) {
  const runs = data.runs.map((r, i) => ({r, i}))
                   .filter(x => groupOf(x.r) === group);
  const columns = [...new Set(runs.map(x => columnOf(x.r)))];
  const cases = [...new Set(runs.map(x => x.r.question.case))];
  const rows = cases.map(name => element('tr', {},
      element('th', {scope: 'row'}, name),
      ...columns.map(c => element('td', {'data-column': c},
          ...runs.filter(x => x.r.question.case === name && columnOf(x.r) === c)
              .map(x => cell(x.r, x.i))))));
  return element('div', {class: 'scroll'}, element('table', {class: 'matrix'},
      element('caption', {}, `engine ${group.trim()}`),
      element('thead', {}, element('tr', {}, element('th', {}, 'case'),
          ...columns.map(c =>
              element('th', {scope: 'col', 'data-column': c}, c)))),
      element('tbody', {}, ...rows)));
}

function cell(r, i) {
  const text = `${r.question.case} on ${columnOf(r)}: ${words[r.assessment]}`;
  return element('button', {
    class: 'cell ' + r.assessment, id: 'cell' + i, 'aria-label': text,
    title: `${words[r.assessment]}, ${r.bound}`, onclick: () => go(i, null)},
      `${symbols[r.assessment]} ${r.assessment}`,
      element('span', {class: 'count'}, bugOf(r) || grouped(r.executions)));
}

/// Rows and columns without a cell that is asked for are not shown.
function filter() {
  const wanted = $('filter').value.toLowerCase().split(/\s+/);
  const bad = $('only-bad').checked;
  let count = 0;
  const matches = r => {
    const text = [r.question.case, columnOf(r), r.assessment, bugOf(r)]
        .join(' ').toLowerCase();
    return wanted.every(w => text.includes(w)) &&
        !(bad && r.assessment === 'HOLDS');
  };
  for (const [i, r] of data.runs.entries()) {
    const hit = matches(r);
    $('cell' + i).hidden = !hit;
    if (hit) ++count;
  }
  for (const box of document.querySelectorAll('.scroll')) {
    const hits = e => e.querySelector('.cell:not([hidden])') !== null;
    const columns = new Set([...box.querySelectorAll('td')].filter(hits)
                                .map(e => e.dataset.column));
    for (const e of box.querySelectorAll('[data-column]'))
      e.hidden = !columns.has(e.dataset.column);
    for (const e of box.querySelectorAll('tbody tr')) e.hidden = !hits(e);
    box.hidden = columns.size === 0;
  }
  $('count').textContent = count === data.runs.length ? ''
      : `${count} of ${data.runs.length} runs`;
}

// ---- one run

function go(i, at) {
  run = i;
  const r = data.runs[i];
  all = false;
  shown = r.view ? r.view.telling : [];
  // At first, where it went wrong.
  if (at === null && r.view) at = shown.indexOf(r.view.guilty[1]);
  if (at === null || at < 0) at = shown.length - 1;
  step = Math.min(at, shown.length - 1);
  document.body.classList.add('one');
  draw();
  scrollTo(0, 0);
}

function back() {
  const was = run;
  run = -1;
  document.body.classList.remove('one');
  document.title = `vmalock: ${summary()}`;
  history.replaceState(null, '', '#');
  $('detail').replaceChildren();
  $('notes').replaceChildren();
  if (was >= 0) $('cell' + was).focus();
}

function draw() {
  const r = data.runs[run];
  const what = `${r.question.case} on ${columnOf(r)}`;
  document.title = `${what}: ${words[r.assessment]}` +
      (bugOf(r) ? ` (${bugOf(r)})` : '') + ' – vmalock';
  $('detail').replaceChildren(
      data.runs.length > 1 ? element('button', {class: 'back', onclick: back},
          `◀ all ${data.runs.length} runs`) : '',
      element('h2', {}, `${what}: ${words[r.assessment]}`),
      element('p', {class: 'hint'}, `${r.bound}; ${grouped(r.executions)} ` +
          `executions, ${grouped(r.blocked)} blocked, engine ${groupOf(r)}` +
          (r.reason ? '; ' + r.reason : '')),
      ...(r.error ? errorParts(r) : outcomes(r)));
  $('notes').replaceChildren(
      element('h3', {}, 'What this verdict does not cover'),
      element('ul', {}, ...r.notes.map(n => element('li', {}, n))));
  if (!r.error || !shown.length) {
    history.replaceState(null, '', `#run=${run}`);
    return;
  }
  drawGraph();
}

function drawGraph() {
  const r = data.runs[run];
  $('graph').replaceChildren(graph(r, shown, all,
      $('graph').clientWidth - 4, i => { step = shown.indexOf(i); move(0); }));
  showStep();
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
  const arrow = text => element('p', {}, '→ ' + text);
  const parts = [element('div', {class: 'message'},
      element('p', {}, element('strong', {}, `${e.code} ${e.kind}: `),
              e.message),
      r.bug_text ? element('p', {}, element('strong', {}, 'Known as '),
                           r.bug_text.replace('  ', ', ')) : null,
      ...r.view.why.map(arrow),
      ...r.view.remedies.map(w => w.startsWith('none')
          ? arrow(w) : element('p', {class: 'remedy'}, '✓ ' + w)),
      r.view.machines ? arrow('machines: ' + r.view.machines) : null,
      e.replay ? replayLine(e.replay) : null)];
  if (!shown.length) return parts;
  parts.push(controls(), element('div', {class: 'panes'},
      element('div', {class: 'graph', id: 'graph'}),
      element('div', {class: 'side'},
          element('p', {class: 'now', id: 'now'}),
          element('pre', {class: 'source', id: 'source', tabindex: 0}),
          element('h3', {}, 'Values after this step'),
          element('div', {class: 'scroll-values'},
                  element('table', {class: 'values', id: 'values'})))),
      edgeLegend(), element('details', {},
      element('summary', {}, `What is ${e.code}?`),
      element('pre', {class: 'page'}, r.view.explain)));
  return parts;
}

function replayLine(token) {
  const text = 'vmalock replay ' + token;
  const button = element('button', {onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'copied';
    } catch {
      getSelection().selectAllChildren($('token'));
      button.textContent = 'selected: copy it';
    }
  }}, 'copy');
  return element('p', {class: 'replay'},
                 element('span', {}, 'See it again:'), button, element('code', {id: 'token', title: text}, text));
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
      element('button', {onclick: toggleAll, id: 'all-steps'},
          all ? 'only the telling steps'
              : `all ${r.error.trace.length} steps`),
      element('span', {class: 'hint keys'}, 'keys: ← → Home End step, a all' +
          (data.runs.length > 1 ? ', Esc runs' : '')));
}

function edgeLegend() {
  const kinds = {po: 'program order', rf: 'reads from',
                 co: 'is overwritten by (coherence)',
                 fr: 'reads what is overwritten by (from-reads)'};
  return element('p', {class: 'legend'},
      'A column is a CPU, time goes down. Red frame: what the error is ' +
      'about; thick: what the arrows above name. Edges of the chosen step ' +
      'and of the cause are dark. ',
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
  showStep();
}

// ---- one step

function showStep() {
  const r = data.runs[run];
  const i = shown[step];
  const s = r.error.trace[i];
  $('slider').value = step;
  for (const n of document.querySelectorAll('.node')) {
    const k = Number(n.dataset.step);
    n.classList.toggle('current', k === i);
    n.classList.toggle('later', k > i);
  }
  for (const l of document.querySelectorAll('.link')) {
    const ends = [Number(l.dataset.from), Number(l.dataset.to)];
    l.classList.toggle('later', Math.max(...ends) > i);
    l.classList.toggle('current', ends.includes(i));
  }
  $('place').textContent = `step ${i + 1} of ${r.error.trace.length}`;
  const f = functionOf(r, i);
  $('now').replaceChildren(
      element('strong', {}, `${cpu(s.thread)}: ${r.view.texts[i]}`),
      (f ? ` in ${f}` : '') + (s.where ? `, ${placeOf(s.where)}` : '') +
          (s.site ? `, row ${s.site}` : ''));
  showSource(r, s);
  showValues(r, i);
  const box = $('graph');
  const rect = document.querySelector('.node.current rect');
  const top = Number(rect.getAttribute('y'));
  const bottom = top + Number(rect.getAttribute('height')) + rowGap;
  if (top < box.scrollTop) box.scrollTop = top - box.clientHeight / 2;
  if (bottom > box.scrollTop + box.clientHeight)
    box.scrollTop = bottom - box.clientHeight;
  history.replaceState(null, '', `#run=${run}&step=${step}`);
}

function showSource(r, s) {
  const box = $('source');
  if (!s.where) {
    box.textContent = '';
    return;
  }
  const {file, line} = s.where;
  const text = data.sources[`${r.question.impl}:${file}`] ?? data.sources[file];
  if (text === undefined) {
    box.textContent = `  ${file} was not there when the page was made`;
    return;
  }
  const marked = new Set(shown.map(k => r.error.trace[k].where)
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
  $('values').replaceChildren(...rows);
}

// ---- keys and links

const keys = {ArrowRight: () => move(1), ArrowLeft: () => move(-1),
              Home: () => move(-shown.length), End: () => move(shown.length),
              a: toggleAll};

document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.altKey || e.metaKey || run < 0) return;
  if (e.key === 'Escape' && data.runs.length > 1) back();
  else if (!shown.length || !keys[e.key]) return;
  else if (e.target.id === 'slider' && e.key !== 'a') return;
  else keys[e.key]();
  e.preventDefault();
});
let width = innerWidth;
addEventListener('resize', () => {
  if (innerWidth !== width && run >= 0 && shown.length) drawGraph();
  width = innerWidth;
});

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text.replace(/\s/g, '')),
                                c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream()
      .pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

async function start() {
  data = await unpack($('data').textContent);
  drawMatrix();
  const wanted = /run=(\d+)(?:&step=(\d+))?/.exec(location.hash);
  const wrong = data.runs.map((r, i) => r.error ? i : -1).filter(i => i >= 0);
  if (wanted && Number(wanted[1]) < data.runs.length)
    go(Number(wanted[1]), wanted[2] === undefined ? null : Number(wanted[2]));
  else if (data.runs.length === 1 || wrong.length === 1)
    go(wrong.length ? wrong[0] : 0, null);
  else
    back();
  document.dispatchEvent(new Event('drawn'));
}
start();
