const light = ['#0b6fb8', '#d9480f', '#15803d', '#7e22ce', '#b08800', '#5b6470'];
const dark = ['#5bb0f0', '#ff9a5a', '#4ade80', '#c9a2ff', '#e3c14c', '#a9b2bd'];

const variables = (colors: readonly string[]) =>
  colors.map((color, i) => `--series-${i}:${color};`).join('');

/** The look of all pages: light or dark as the reader has it, narrow and wide. */
export const style = `
:root { color-scheme: light dark; --paper:#fff; --card:#f6f7f9; --ink:#1b1f24; --soft:#59626d; --line:#d8dde3; --error:#b42318; --warning:#9a5b00; --note:#0b6fb8; ${variables(light)} }
@media (prefers-color-scheme: dark) { :root { --paper:#14171b; --card:#1d2127; --ink:#e6e9ed; --soft:#a2abb6; --line:#363c45; --error:#ff8a7d; --warning:#f5b44a; --note:#6cb8f5; ${variables(dark)} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 58rem; margin: 0 auto; padding: 2rem 1rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .3rem; } h2 { font-size: 1.25rem; margin: 0 0 .6rem; } h3 { font-size: 1rem; margin: 0; }
section { margin-top: 2.6rem; border-top: 1px solid var(--line); padding-top: 1.2rem; }
p { margin: .5rem 0; } a { color: var(--note); } a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--note); outline-offset: 2px; }
.about { color: var(--soft); } nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; margin: 1rem 0 0; font-size: .92rem; }
.chart { margin: 1.5rem 0; } figcaption { display: flex; flex-wrap: wrap; gap: .1rem 1rem; align-items: center; font-weight: 600; margin-bottom: .4rem; }
.key { font-weight: 400; font-size: .85rem; color: var(--soft); white-space: nowrap; } .key i { display: inline-block; width: 1.2em; vertical-align: middle; margin-right: .4em; }
.key-line { border-top: 3px solid; } .key-dashes { border-top: 3px dashed; } .key .key-points { width: .55em; height: .55em; border-radius: 50%; background: currentColor; } .key-bars { height: .75em; background: currentColor; border-radius: 2px; } .key .key-scale { width: 7em; height: .75em; border-radius: 2px; margin: 0 .35em; }
.y-label, .x-label, .y-ticks, .x-ticks { color: var(--soft); font-size: .78rem; line-height: 1.2; font-variant-numeric: tabular-nums; } .y-label { margin-bottom: .6rem; } .x-label { text-align: right; }
.plot { display: grid; grid-template: var(--height) 1.7rem / 3.6rem 1fr; padding-right: .8rem; } .named .plot { grid-template-columns: minmax(3.6rem, 22%) 1fr; }
.plot svg { width: 100%; height: 100%; overflow: visible; border-bottom: 1px solid var(--soft); } .plot .area { overflow: hidden; border: 0; } .plot path, .spark path { vector-effect: non-scaling-stroke; }
.y-ticks, .x-ticks { position: relative; } .x-ticks { grid-column: 2; } .plot span { position: absolute; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.y-ticks span { right: .5rem; max-width: calc(100% - .5rem); transform: translateY(50%); } .x-ticks span { top: .45rem; transform: translateX(-50%); max-width: 18%; } .plot .end { transform: none; }
.grid { stroke: var(--line); stroke-width: 1; fill: none; } .line, .dashes { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; } .dashes { stroke-dasharray: 2 5; }
.points { fill: none; stroke: currentColor; stroke-width: 7; stroke-linecap: round; } .bars { fill: currentColor; } .center { color: #fff; } .band { stroke: #fff5; stroke-width: .5; } .cells { shape-rendering: crispEdges; }
.zero { color: var(--line); fill: var(--line); } .bad { color: var(--error); fill: var(--error); }
${light.map((_, i) => `.series-${i} { color: var(--series-${i}); }`).join(' ')}
.spark { width: 6rem; height: 1.2rem; display: block; margin-left: auto; overflow: visible; } .spark path { stroke-width: 1.5; }
details { margin: .8rem 0; } summary { cursor: pointer; color: var(--soft); }
.scroll { overflow-x: auto; max-height: 32rem; overflow-y: auto; border: 1px solid var(--line); border-radius: 6px; margin: .6rem 0; } table { border-collapse: collapse; width: 100%; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .75rem; text-align: right; white-space: nowrap; } thead th { position: sticky; top: 0; background: var(--card); color: var(--soft); font-weight: 600; } tbody th { font-weight: 400; white-space: normal; min-width: 8rem; overflow-wrap: anywhere; } tbody tr { border-top: 1px solid var(--line); } th:first-child, td.text, th.text { text-align: left; } tr:target { background: color-mix(in srgb, var(--note) 22%, transparent); }
.finding { background: var(--card); border-left: 4px solid var(--tone); border-radius: 6px; padding: .8rem 1rem; margin: .8rem 0; } .finding h3 { display: flex; flex-wrap: wrap; gap: .2rem .7rem; align-items: baseline; } .finding p { margin: .35rem 0; } .finding ul { margin: .35rem 0; padding-left: 1.2rem; }
.error { --tone: var(--error); } .warning { --tone: var(--warning); } .note { --tone: var(--note); } .severity { color: var(--tone); font-size: .8rem; text-transform: uppercase; letter-spacing: .05em; } .fine { color: var(--soft); font-size: .85rem; }
@media (max-width: 34rem) { body { padding-top: 1.2rem; } h1 { font-size: 1.4rem; } .plot { padding-right: .3rem; } .x-ticks span { max-width: 22%; } .plot .end { display: none; } }
@media print { .scroll { max-height: none; overflow: visible; } .chart, .finding { break-inside: avoid; } }
`;
