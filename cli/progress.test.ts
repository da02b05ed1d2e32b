import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barText, startProgress } from './progress'
import { terminalOf } from './testing/terminal'

const half = { label: 'model.bin', done: 5e8, total: 1e9, seconds: 10, columns: 100 }

describe('the text of a progress bar', () => {
  it('says how far a transfer is', () => {
    expect(barText(half)).toBe(
      'model.bin [###############---------------]  50%  500 MB of 1.0 GB  50.0 MB/s  10 s left',
    )
  })

  it('begins without a rate and ends without time left', () => {
    expect(barText({ ...half, done: 0, seconds: 0 })).toBe(
      'model.bin [------------------------------]   0%  0 B of 1.0 GB',
    )
    expect(barText({ ...half, done: 1e9 })).toBe(
      'model.bin [##############################] 100%  1.0 GB of 1.0 GB  100 MB/s',
    )
  })

  it('leaves the bar out where there is no room', () => {
    expect(barText({ ...half, columns: 40 })).toBe(' 50%  500 MB of 1.0 GB  50.0 MB/s  10 s')
  })

  it('never wraps, whatever the sizes', () => {
    const bar = fc.record({
      label: fc.string(),
      done: fc.nat(),
      total: fc.nat(),
      seconds: fc.nat(100_000),
      columns: fc.integer({ min: 1, max: 300 }),
    })
    fc.assert(fc.property(bar, (facts) => barText(facts).length < facts.columns))
  })
})

describe('a progress bar', () => {
  it('draws itself on a terminal and leaves no trace', () => {
    const { terminal, err, out } = terminalOf({ isTTY: true })
    const progress = startProgress(terminal, 'a', 100)
    progress.add(60)
    progress.add(40)
    expect(err()).toContain('100%')
    progress.end()
    expect(err()).toBe('\r\u001b[K')
    expect(out()).toBe('')
  })

  it('is silent where stderr is a file', () => {
    const { terminal, err } = terminalOf()
    const progress = startProgress(terminal, 'a', 100)
    progress.add(100)
    progress.end()
    expect(err()).toBe('')
  })
})
