/**
 * What a training run leaves behind: the one value that the report is a function of.
 * An interrupted run is the same record with less in it.
 */
import type { Options } from './options.js'

/** One law, checked on the very model and a real mini-batch before training began. */
export interface LawRecord {
  readonly law: string
  readonly formula: string
  readonly runs: number
  readonly worst: number
  readonly tolerance: number
  readonly holds: boolean
}

/** One mini-batch. `step` counts from 1 over the whole run, `epoch` from 1; `errorNorms` is |e^1| … |e^L|. */
export interface StepRecord {
  readonly step: number
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  readonly errorNorms: readonly number[]
}

/** One pass over the training data; accuracies are shares between 0 and 1. */
export interface EpochRecord {
  readonly epoch: number
  readonly trainLoss: number
  readonly trainAccuracy: number
  readonly testLoss: number
  readonly testAccuracy: number
  readonly seconds: number
}

/** A test digit that the network misread; `pixels` are its 28 × 28 grey values, 0 for paper. */
export interface Misclassified {
  readonly pixels: Uint8Array
  readonly label: number
  readonly predicted: number
  readonly probability: number
}

/** The trained network on the test set; `confusion[truth][predicted]` counts digits. */
export interface Evaluation {
  readonly confusion: readonly (readonly number[])[]
  readonly misclassified: readonly Misclassified[]
}

/** The rows of W^1, each the picture of what one hidden unit looks for. */
export interface FirstLayer {
  readonly rows: number
  readonly cols: number
  readonly units: readonly Float64Array[]
}

export interface RunRecord {
  readonly options: Options
  readonly parameters: number
  readonly interrupted: boolean
  /** Widths from input to output: [784, 128, 10]. */
  readonly layers: readonly number[]
  readonly laws: readonly LawRecord[]
  readonly steps: readonly StepRecord[]
  readonly epochs: readonly EpochRecord[]
  readonly evaluation?: Evaluation
  readonly firstLayer?: FirstLayer
  readonly graphSvg?: string
}
