import { listing, say, suggest, words } from '../../diagnostics/index.js'
import { checkAttributes, needed } from './attributes.js'
import { type Definition, type EventKind, Names, pathOf, type Role, type Scope } from './definitions.js'
import type { Findings } from './findings.js'
import type { XmlElement } from './xml.js'

/** A definition with the element that makes it. */
export interface Defined extends Definition {
  readonly element: XmlElement
}

/** A common-cause group before its contents are looked at. */
export interface GroupElement {
  readonly name: string
  readonly scope: Scope
  readonly element: XmlElement
}

/** Everything a model defines, in the order of its files. */
export interface Collected {
  readonly events: Names<Defined>
  readonly parameters: Names<Defined>
  readonly gates: Defined[]
  readonly basicEvents: Defined[]
  readonly houseEvents: Defined[]
  readonly parameterList: Defined[]
  readonly groups: GroupElement[]
  readonly faultTrees: { readonly name: string; readonly path: string }[]
}

const CONTAINED = [
  'define-gate',
  'define-basic-event',
  'define-house-event',
  'define-parameter',
  'define-component',
  'define-CCF-group',
]
const TOP_LEVEL = ['define-fault-tree', 'define-CCF-group', 'model-data']
const DATA = ['define-basic-event', 'define-house-event', 'define-parameter']
const BESIDE = ['label', 'attributes']

/** Read by event-tree tools; fault trees beside them mean the same without them. */
const EVENT_TREES = [
  'define-event-tree',
  'define-initiating-event',
  'define-initiating-event-group',
  'define-rule',
  'define-consequence',
  'define-consequence-group',
]

/** Would change what the fault trees mean. */
const REFUSED: Readonly<Record<string, string>> = {
  'define-substitution': 'substitutions rewrite cut sets; write the condition into the gates',
  'define-alignment': 'phases set house events; set them in the file and solve each phase by itself',
  'define-extern-library': 'no foreign code is run',
  'define-extern-function': 'no foreign code is run',
  include: 'nothing is fetched; give the other file beside this one',
}

/** Collects the definitions of a parsed file. */
export function collect(root: XmlElement, into: Collected, findings: Findings): void {
  if (root.name !== 'opsa-mef') {
    findings.error('F604', root.place, say`the root element is ${root.name}`, {
      help: [words('an Open-PSA model is an `opsa-mef` element')],
    })
    return
  }
  checkAttributes(root, ['name'], findings)
  const scope: Scope = { path: '', role: 'public' }
  for (const child of root.children) {
    if (child.name === 'define-fault-tree') faultTree(child, scope, into, findings)
    else if (child.name === 'define-CCF-group') group(child, scope, into, findings)
    else if (child.name === 'model-data') modelData(child, scope, into, findings)
    else other(child, TOP_LEVEL, root, findings)
  }
}

function faultTree(element: XmlElement, scope: Scope, into: Collected, findings: Findings): void {
  checkAttributes(element, ['name'], findings)
  const name = needed(element, 'name', findings)
  if (name === null) return
  if (into.faultTrees.some(tree => tree.name === name.value)) {
    findings.error('F611', name.place, say`the fault tree ${name.value} is defined twice`)
  } else into.faultTrees.push({ name: name.value, path: name.value })
  contents(element, { path: pathOf(scope, name.value), role: 'public' }, into, findings)
}

function component(element: XmlElement, scope: Scope, into: Collected, findings: Findings): void {
  checkAttributes(element, ['name', 'role'], findings)
  const name = needed(element, 'name', findings)
  if (name !== null)
    contents(element, { path: pathOf(scope, name.value), role: roleOf(element, scope) }, into, findings)
}

function contents(element: XmlElement, scope: Scope, into: Collected, findings: Findings): void {
  for (const child of element.children) {
    if (child.name === 'define-component') component(child, scope, into, findings)
    else if (child.name === 'define-CCF-group') group(child, scope, into, findings)
    else if (CONTAINED.includes(child.name)) define(child, scope, into, findings)
    else other(child, CONTAINED, element, findings)
  }
}

function modelData(element: XmlElement, scope: Scope, into: Collected, findings: Findings): void {
  for (const child of element.children) {
    if (DATA.includes(child.name)) define(child, scope, into, findings)
    else other(child, DATA, element, findings)
  }
}

function group(element: XmlElement, scope: Scope, into: Collected, findings: Findings): void {
  const name = needed(element, 'name', findings)
  if (name === null) return
  if (into.groups.some(other => other.name === name.value && other.scope.path === scope.path)) {
    findings.error('F611', name.place, say`the group ${name.value} is defined twice`)
  } else into.groups.push({ name: name.value, scope, element })
}

function define(element: XmlElement, scope: Scope, into: Collected, findings: Findings): void {
  const kind = element.name.slice('define-'.length) as Definition['kind']
  checkAttributes(element, kind === 'parameter' ? ['name', 'role', 'unit'] : ['name', 'role'], findings)
  const name = needed(element, 'name', findings)
  if (name === null) return
  const role = roleOf(element, scope)
  const definition: Defined = {
    kind,
    name: name.value,
    role,
    scope,
    id: role === 'public' ? name.value : pathOf(scope, name.value),
    label: labelOf(element),
    place: name.place,
    element,
  }
  if (kind === 'parameter') {
    if (into.parameters.add(definition, findings)) into.parameterList.push(definition)
  } else if (into.events.add(definition, findings)) listOf(into, kind).push(definition)
}

export function listOf(into: Collected, kind: EventKind): Defined[] {
  return kind === 'gate' ? into.gates : kind === 'basic-event' ? into.basicEvents : into.houseEvents
}

function roleOf(element: XmlElement, scope: Scope): Role {
  const role = element.attributes.find(a => a.name === 'role')?.value
  return role === 'private' || role === 'public' ? role : scope.role
}

function labelOf(element: XmlElement): string {
  return (
    element.children
      .find(child => child.name === 'label')
      ?.text.trim()
      .replace(/\s+/g, ' ') ?? ''
  )
}

/** The children that say something of the model. */
export function partsOf(element: XmlElement): readonly XmlElement[] {
  return element.children.filter(child => !BESIDE.includes(child.name))
}

function other(element: XmlElement, known: readonly string[], parent: XmlElement, findings: Findings): void {
  if (BESIDE.includes(element.name)) return
  if (EVENT_TREES.includes(element.name)) {
    findings.warning('F631', element.place, say`${element.name} is not read: only fault trees are solved`)
    return
  }
  if (Object.hasOwn(REFUSED, element.name)) {
    findings.error('F608', element.place, say`${element.name} is not supported`, {
      help: [words(REFUSED[element.name])],
    })
    return
  }
  unknownElement(element, known, parent, findings)
}

/** Tells an element that does not belong where it stands. */
export function unknownElement(
  element: XmlElement,
  known: readonly string[],
  parent: XmlElement,
  findings: Findings,
): void {
  const close = suggest(element.name, known)
  findings.error('F604', element.place, say`unknown element ${element.name} in ${parent.name}`, {
    help: [close === null ? say`here may stand ${listing(known.slice(0, 12), 'or')}` : say`did you mean ${close}?`],
  })
}

export function nothingCollected(): Collected {
  return {
    events: new Names(),
    parameters: new Names(),
    gates: [],
    basicEvents: [],
    houseEvents: [],
    parameterList: [],
    groups: [],
    faultTrees: [],
  }
}
