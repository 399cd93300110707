// Completes package-lock.json with the optional packages of other platforms. npm leaves out those that its registry does
// not offer (a mirror may carry only the platforms it serves), and then refuses the lock file in `npm ci`. Entries made
// here have no integrity; nothing of them is fetched on a platform they are not for.

import { readFileSync, writeFileSync } from 'node:fs'

const FILE = new URL('../package-lock.json', import.meta.url)
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const MACHINES = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

const lock = JSON.parse(readFileSync(FILE, 'utf8'))
const packages = lock.packages

/** What its name says of the platform a package is for: `binding-linux-x64-musl`. */
function platformOf(name) {
  const words = name.split('/').at(-1).split('-')
  const os = SYSTEMS.filter(system => words.includes(system))
  const cpu = MACHINES.filter(machine => words.includes(machine))
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined
  if (os.length === 0 || cpu.length === 0) throw new Error(`${name}: for which platform?`)
  return { cpu, ...(libc && { libc }), os }
}

for (const [path, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (path === '' || packages[`node_modules/${name}`] || packages[`${path}/node_modules/${name}`]) continue
    const { cpu, libc, os } = platformOf(name)
    packages[`node_modules/${name}`] = { version, cpu, ...(dev && { dev }), ...(libc && { libc }), optional: true, os }
    console.log(`added ${name} ${version}`)
  }
}

const paths = Object.keys(packages).sort((a, b) => (a < b ? -1 : 1))
lock.packages = Object.fromEntries(paths.map(path => [path, packages[path]]))
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`)
