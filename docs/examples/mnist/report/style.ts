/** The look of the page: one column, two palettes, no fonts but the reader's own. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fdfcf9; --shade: #f4f1ea; --ink: #1d1c1a; --muted: #6d6961; --faint: #b9b3a7;
  --rule: #e5e0d6; --blue: #2b62a8; --warm: #c4541f; --bad: #a3271c; --good: #2f6b3c;
  --heat-right: #b4cce8; --heat-wrong: #f0a274;
  --layer-0: #2b62a8; --layer-1: #c4541f; --layer-2: #4a8060; --layer-3: #8a5a9e;
  --layer-4: #a8842a; --layer-5: #47858f;
  --sans: ui-sans-serif, system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif;
  --serif: Charter, 'Bitstream Charter', 'Iowan Old Style', 'Sitka Text', Cambria, Georgia, serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --shade: #1e2125; --ink: #e7e4dd; --muted: #9d998f; --faint: #5c5e60;
    --rule: #2c3035; --blue: #7db0ec; --warm: #ef9260; --bad: #f08a7c; --good: #8cc79a;
    --heat-right: #2c4b72; --heat-wrong: #a5522a;
    --layer-0: #7db0ec; --layer-1: #ef9260; --layer-2: #86c3a0; --layer-3: #c39ad6;
    --layer-4: #dcbc62; --layer-5: #84c3cd;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 4rem 1.5rem 6rem; max-width: 52rem; background: var(--paper);
  color: var(--ink); font: 1.0625rem/1.6 var(--serif); print-color-adjust: exact;
  -webkit-print-color-adjust: exact;
}
h1 { margin: 0; font-size: clamp(1.9rem, 6vw, 2.9rem); font-weight: 500; line-height: 1.12;
  letter-spacing: -0.015em; text-wrap: balance; }
h2 { margin: 0 0 1rem; font-size: 1.5rem; font-weight: 500; letter-spacing: -0.01em; }
p { margin: 0 0 1rem; text-wrap: pretty; }
section { margin-top: 4.5rem; }
figure { margin: 0; }
figure + .scroll { margin-top: 2rem; }
figcaption { margin-top: 1rem; max-width: 40rem; color: var(--muted); font-size: 0.9375rem;
  line-height: 1.55; text-wrap: pretty; }
.m { font-family: var(--serif); }
.m sup, .m sub { font-size: 0.72em; line-height: 0; }
.eq { white-space: nowrap; font-variant-numeric: tabular-nums; }
.eyebrow { margin: 0 0 0.75rem; color: var(--muted); font: 500 0.8125rem var(--sans);
  letter-spacing: 0.06em; }
.missing { padding: 1rem 1.25rem; background: var(--shade); color: var(--muted); font-style: italic; }
.interrupted { margin: 1.5rem 0 0; padding: 0.75rem 1rem; border-left: 3px solid var(--warm);
  background: var(--shade); }
.interrupted b { color: var(--warm); }

.head { display: flex; flex-wrap: wrap; align-items: center; gap: 1.5rem 3rem; margin: 2.5rem 0; }
.result { margin: 0; line-height: 1; }
.number { display: block; font-size: clamp(3.5rem, 14vw, 5.25rem); font-weight: 400;
  letter-spacing: -0.03em; font-variant-numeric: lining-nums; }
.unit { font-size: 0.5em; letter-spacing: 0; color: var(--muted); }
.what { display: block; margin-top: 0.6rem; color: var(--muted); font: 0.875rem var(--sans); }
.lede { flex: 1 1 18rem; margin: 0; font-size: 1.1875rem; line-height: 1.5; }
.facts { display: grid; grid-template-columns: repeat(4, 1fr); margin: 0;
  border-top: 1px solid var(--ink); }
.facts div { padding: 0.8rem 1rem 0.8rem 0; border-bottom: 1px solid var(--rule); }
dt { color: var(--muted); font: 0.8125rem var(--sans); }
dd { margin: 0.15rem 0 0; font-variant-numeric: tabular-nums; }

table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; line-height: 1.4;
  font-variant-numeric: tabular-nums; }
th, td { padding: 0.55rem 0 0.55rem 1rem; text-align: right; font-weight: 400; white-space: nowrap;
  vertical-align: baseline; }
th:first-child, td:first-child { padding-left: 0; text-align: left; }
thead th { color: var(--muted); font: 0.8125rem var(--sans); vertical-align: bottom;
  padding-block: 0.3rem; }
thead { border-bottom: 1px solid var(--ink); }
tbody tr { border-bottom: 1px solid var(--rule); }
.epochs thead th { white-space: normal; }
.laws th:nth-child(-n + 2), .laws td.formula { text-align: left; white-space: normal; }
.laws tbody th { white-space: normal; }
.holds .verdict { color: var(--good); }
.fails { background: var(--shade); }
.fails th, .fails td { color: var(--bad); }
.scroll { overflow-x: auto; }

.chart { font: 12px var(--sans); }
.chart svg { display: block; width: 100%; height: auto; overflow: visible; font: inherit;
  font-variant-numeric: tabular-nums; }
.chart svg text { white-space: pre; }
.chart.phone { display: none; }
.confusion .chart { max-width: 37.5rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.5rem; margin: 0 0 0.75rem; padding: 0;
  list-style: none; font: 0.8125rem/1.4 var(--sans); color: var(--muted); }
.legend .m { font-family: var(--serif); font-size: 1.1em; }
.key { display: inline-block; width: 1.25rem; margin-right: 0.5rem; vertical-align: 0.25em;
  border-top: 3px solid; }
.key.dot { width: 0.6rem; height: 0.6rem; border: 0; border-radius: 50%; background: currentColor;
  vertical-align: -0.02em; }
.key.dash { border-top-style: dashed; }

img { display: block; image-rendering: pixelated; }
.digits, .weights { margin: 0; padding: 0; list-style: none; display: grid; }
.digits { grid-template-columns: repeat(12, 1fr); gap: 1.25rem 0.5rem;
  font: 0.875rem/1.4 var(--sans); font-variant-numeric: tabular-nums; }
.digits img { width: 100%; max-width: 56px; height: auto; margin-bottom: 0.35rem; mix-blend-mode: multiply; }
.digits b { color: var(--warm); font-weight: 600; }
.to { color: var(--muted); }
.sure { display: block; color: var(--muted); font-size: 0.75rem; }
.weights { grid-template-columns: repeat(16, 1fr); gap: 4px; }
.weights img { width: 100%; height: auto; background: var(--shade); }
.ramp { display: flex; align-items: center; gap: 0.6rem; margin-bottom: 0.9rem; color: var(--muted);
  font: 0.8125rem var(--sans); font-variant-numeric: tabular-nums; }
.bar { width: 9rem; height: 0.6rem; }

.wide { width: min(100vw - 3rem, 76rem); margin-left: 50%; translate: -50%; }
.zoom { display: block; margin-bottom: 0.6rem; color: var(--muted); font: 0.8125rem var(--sans); }
.zoom input { margin: 0 0.3rem 0 0; vertical-align: -0.1em; accent-color: var(--blue); }
.graph { padding: 1rem; background: var(--paper); border: 1px solid var(--rule); border-radius: 4px; overflow: auto;
  max-height: 85vh; }
.graph svg { display: block; margin: 0 auto; max-width: 100%; max-height: calc(85vh - 2rem);
  width: auto; height: auto; mix-blend-mode: multiply; }
.zoom:has(:checked) + .graph svg { max-width: none; max-height: none; }
footer { margin-top: 5rem; padding-top: 1rem; border-top: 1px solid var(--rule);
  color: var(--muted); font-size: 0.875rem; }

@media (prefers-color-scheme: dark) {
  .digits img { filter: invert(1); mix-blend-mode: screen; }
  .graph svg { filter: invert(1) hue-rotate(180deg); mix-blend-mode: screen; }
}
@media (max-width: 40rem) {
  body { padding: 2.5rem 1.25rem 4rem; font-size: 1rem; }
  section { margin-top: 3.5rem; }
  .chart.page { display: none; }
  .chart.phone { display: block; }
  .facts { grid-template-columns: repeat(2, 1fr); }
  .weights { grid-template-columns: repeat(8, 1fr); }
  .digits { grid-template-columns: repeat(5, 1fr); }
  th, td { padding-left: 0.6rem; }
  .epochs { font-size: 0.875rem; }
  .zoom { display: none; }
  .wide { width: auto; margin: 0; translate: none; }
  .graph svg { max-width: none; max-height: none; }
  .laws thead { display: none; }
  .laws, .laws tbody { display: block; border-top: 1px solid var(--ink); }
  .laws tbody { border: 0; }
  .laws tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0.15rem 1rem; padding: 0.8rem 0; }
  .laws th, .laws td { padding: 0; text-align: left; }
  .laws th { grid-column: 1; font-weight: 600; }
  .laws .verdict { grid-column: 2; grid-row: 1; text-align: right; }
  .laws td.formula { grid-column: 1 / -1; }
  .laws td[data-label]:not(.formula, .verdict)::before { content: attr(data-label) ' ';
    color: var(--muted); font: 0.8125rem var(--sans); }
}
@media print {
  :root { --paper: #fff; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  section { margin-top: 2.5rem; }
  footer { margin-top: 1.5rem; }
  figure, tr, .digits li, header { break-inside: avoid; }
  h2 { break-after: avoid; }
  .zoom { display: none; }
  .wide { width: auto; margin: 0; translate: none; }
  .graph { max-height: none; }
  .graph svg { max-width: 100% !important; max-height: 22cm !important; }
}
`
