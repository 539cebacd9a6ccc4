/** Where values that are not finite come from, and where operations were built. */
export { type Place, placeOf, showPlace } from '../Place.js'
export { type DiagnoseOptions, diagnose } from './diagnose.js'
export { explain } from './explain.js'
export type { Diagnosis, Differentiated, Inside, Operand, Reached, Trouble } from './model.js'
export { showDiagnosis } from './show.js'
