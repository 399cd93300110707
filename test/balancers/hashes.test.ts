import { createHash } from 'node:crypto'
import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jumpHash } from '../../src/balancers/generic/jump-hash.js'
import { bytesOf } from '../../src/balancers/hashes/bytes.js'
import { crc32 } from '../../src/balancers/hashes/crc32.js'
import { md5 } from '../../src/balancers/hashes/md5.js'
import { murmur3 } from '../../src/balancers/hashes/murmur3.js'
import { djb2, sdbm } from '../../src/balancers/hashes/string-hashes.js'
import { xxh64 } from '../../src/balancers/hashes/xxh64.js'

const spam = 'Nobody inspects the spammish repetition'
const fox = 'The quick brown fox jumps over the lazy dog'

describe('hashes', () => {
  it('take the bytes that an encoder gives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect([...bytesOf(text)]).toEqual([...new TextEncoder().encode(text)])
      }),
      { seed: 50 },
    )
    expect([...bytesOf('a\ud800b')]).toEqual([...new TextEncoder().encode('a\ud800b')])
  })

  // The check value of the catalogue of CRCs (reveng.sourceforge.io), and zlib where Node has it.
  it('crc32', () => {
    expect(crc32(bytesOf('123456789'))).toBe(0xcbf43926)
    if (typeof zlibCrc32 !== 'function') return
    for (const text of ['', 'a', spam, fox]) expect(crc32(bytesOf(text))).toBe(zlibCrc32(text))
  })

  // From the readme of python-xxhash and the test of OneOfOne/xxhash.
  it.each([
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['as', 0x1c330fb2d66be179n],
    ['asd', 0x631c37ce72a97393n],
    ['asdf', 0x415872f599cea71en],
    [spam, 0xfbcea83c8a378bf1n],
  ])('xxh64 of %j', (text, hash) => {
    expect(xxh64(bytesOf(text))).toBe(hash)
  })

  // The vectors that ports of SMHasher's MurmurHash3_x86_32 check themselves by.
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['Hello, world!', 0, 0xc0363e43],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    [fox, 0, 0x2e4ff723],
    [fox, 0x9747b28c, 0x2fa826cd],
  ])('murmur3 of %j, seed %d', (text, seed, hash) => {
    expect(murmur3(bytesOf(text), seed)).toBe(hash)
  })

  it('md5, as OpenSSL computes it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const digest = createHash('md5').update(bytes).digest()
        expect(md5(bytes)).toEqual([0, 4, 8, 12].map(at => digest.readUInt32LE(at)))
      }),
      { seed: 51 },
    )
  })

  // Worked by hand from their definitions; the recordings of HAProxy hold them to thousands of keys besides.
  it('sdbm and djb2', () => {
    expect(sdbm(bytesOf('ab'))).toBe(97 * 65599 + 98)
    expect(djb2(bytesOf('a'))).toBe(5381 * 33 + 97)
  })

  // jump_test.go of dgryski/go-jump, made with the authors' own code.
  it.each([
    [1n, 1, 0],
    [42n, 57, 43],
    [0xdead10ccn, 1, 0],
    [0xdead10ccn, 666, 361],
    [256n, 1024, 520],
  ])('jump hash of %d in %d', (key, buckets, bucket) => {
    expect(jumpHash(key, buckets)).toBe(bucket)
  })
})
