/** Every property is tried from one seed, so that a run can be repeated; `CHAINRULE_SEED` gives another. */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['CHAINRULE_SEED'] ?? 1) })
