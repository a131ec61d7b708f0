export { describeFlow, formatFactor } from './describe-flow.ts';
export {
  type BlockFlow,
  branchShare,
  type FlowJson,
  finite,
  type LayerFlow,
} from './flow-record.ts';
export { FlowReport } from './flow-report.ts';
export { formatNorm, table } from './format-flow.ts';
export { type LineChartOptions, lineChart, type Series } from './html/line-chart.ts';
export { htmlTable, type PageSection, page, paragraph } from './html/page.ts';
export type { SplitTerms } from './split-tap.ts';
export { positiveRange, type StripOptions, strip } from './strip.ts';
export { formatBytes, Summary, type SummaryRow, summary } from './summary/summary.ts';
export { Flow, type SplitListener, type WatchOptions, watch } from './watch.ts';
