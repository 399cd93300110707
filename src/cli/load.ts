import { hasErrors, type Problem, renderText } from '../diagnostics/index.js'
import { type LoadedScenario, loadScenario } from '../scenario/index.js'
