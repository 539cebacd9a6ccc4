/** Networks, losses, optimisers, batches, training: all of it pure. */
export { batches, keys, permutation } from './Batch.js'
export { errorNorms } from './errorNorms.js'
export { compose, type Layer, layer } from './Layer.js'
export {
  batchedLogistic,
  type Example,
  type Loss,
  logistic,
  loss,
  objective,
  quadratic,
} from './Loss.js'
export { momentum, type Optimiser, sgd } from './Optimiser.js'
export {
  affine,
  batchedAffine,
  batchedRidge,
  glorot,
  he,
  type Initialiser,
  linear,
  ridge,
  type Weights,
} from './ridge.js'
export { type Step, type Training, train, trainingStep } from './Train.js'
