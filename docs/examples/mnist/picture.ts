/** The expression graph of the objective as SVG, drawn by Graphviz. */
import { Graphviz } from '@hpcc-js/wasm-graphviz'
import { toDot } from 'chainrule/show'
import { network, risk } from './model.js'

export const graphPicture = async (widths: readonly number[], batch: number): Promise<string> => {
  const graphviz = await Graphviz.load()
  return graphviz.dot(toDot(risk(network(widths, batch), batch), { name: 'the objective R' }))
}
