/**
 * A run as a page: self-contained HTML that needs neither network nor scripts, for any run,
 * also one that was interrupted before it had measured anything.
 */
import type { RunRecord } from './record.js'
import { accuracyCurve } from './report/accuracy.js'
import { confusionMatrix } from './report/confusion.js'
import { misclassifiedDigits } from './report/digits.js'
import { epochTable } from './report/epochs.js'
import { errorCurve } from './report/errors.js'
import { expressionGraph } from './report/graph.js'
import { headline } from './report/headline.js'
import { html, raw } from './report/html.js'
import { lawTable } from './report/laws.js'
import { lossCurve } from './report/loss.js'
import { section } from './report/section.js'
import { style } from './report/style.js'
import { firstLayerWeights } from './report/weights.js'

export const report = (run: RunRecord): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>chainrule · MNIST${run.interrupted ? ' (interrupted)' : ''}</title>
<style>${raw(style)}</style>
</head>
<body>
${headline(run)}
<main>
${section('laws', 'Laws, checked first', lawTable(run.laws))}
${section('loss', 'Loss', lossCurve(run))}
${section('accuracy', 'Accuracy', accuracyCurve(run), epochTable(run.epochs))}
${section('errors', 'Error terms', errorCurve(run))}
${section('confusion', 'Confusion matrix', confusionMatrix(run.evaluation))}
${section('misclassified', 'Misclassified digits', misclassifiedDigits(run.evaluation))}
${section('weights', 'First-layer weights', firstLayerWeights(run.firstLayer))}
${section('graph', 'Expression graph', expressionGraph(run.graphSvg))}
</main>
<footer>Equation numbers are those of the lecture “Backpropagation”. The same seed gives the same
numbers, bit by bit; only the times differ.</footer>
</body>
</html>
`.html
