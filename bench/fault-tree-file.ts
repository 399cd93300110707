/**
 * Solves one Open-PSA file, for `bench:fault-trees` to time as a whole process: `node fault-tree-file.js [--cut-sets] FILE...`.
 * Prints the probability of the first top, the count of cut sets of up to 20 events if asked, and what each step took in ms.
 */
import { readFileSync } from 'node:fs'
import { compileDiagram, importance, minimalCutSets, topProbability } from '../src/analysis/fault-tree/index.js'
import { readOpenPsa, treeOf } from '../src/analysis/open-psa/index.js'
import { makeSource, renderText } from '../src/diagnostics/index.js'

const args = process.argv.slice(2)
const wantsSets = args.includes('--cut-sets')
const files = args.filter(arg => !arg.startsWith('--'))
async function solve(): Promise<void> {
  const { model } = await readOpenPsa(files.map(file => makeSource(file, readFileSync(file, 'utf8'))))
  if (model !== null) topProbability(compileDiagram(treeOf(model, model.faultTrees.flatMap(tree => tree.tops)[0]).tree))
}

/** Times in an engine that has seen all code before. */
if (args.includes('--warm')) for (let i = 0; i < 4; i++) await solve()
const begin = performance.now()
const { model, problems } = await readOpenPsa(files.map(file => makeSource(file, readFileSync(file, 'utf8'))))
if (model === null) throw new Error(renderText(problems))
const read = performance.now()
const top = model.faultTrees.flatMap(tree => tree.tops)[0]
const { tree } = treeOf(model, top)
const diagram = compileDiagram(tree)
const probability = topProbability(diagram)
const solved = performance.now()
const matters = wantsSets ? importance(diagram).length : 0
const sets = wantsSets ? minimalCutSets(diagram, { maxOrder: 20 }).count : null
const done = performance.now()
console.log(
  JSON.stringify({
    events: tree.events.length,
    gates: tree.gates.length,
    nodes: diagram.nodes,
    modules: diagram.modules.length,
    probability,
    sets: sets === null ? null : String(sets),
    matters,
    ms: { read: read - begin, probability: solved - read, sets: done - solved },
  }),
)
