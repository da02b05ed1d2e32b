import { describe, expect, it, onTestFinished } from 'vitest'
import { pause } from '../interruption'
import { readCondition } from './condition'
import { type Limits, Watch } from './watch'

function watchOf(limits: Partial<Limits>): Watch {
  const none = { timeLimit: null, noOutputTimeout: null, stopCondition: null }
  const watch = new Watch({ ...none, ...limits })
  onTestFinished(() => watch.end())
  return watch
}

describe('a watched command', () => {
  it('is ended when it takes too long, however much it prints', async () => {
    const watch = watchOf({ timeLimit: 0.05, noOutputTimeout: 60 })
    watch.heard()
    await pause(5_000, watch.kill)
    expect(watch.kill.reason).toBe('It ran for longer than its time-limit of 0.05 s.')
  })

  it('is ended when it prints nothing for too long', async () => {
    const watch = watchOf({ noOutputTimeout: 0.3 })
    for (let times = 0; times < 8; times++) {
      await pause(60)
      watch.heard()
      expect(watch.kill.aborted).toBe(false)
    }
    await pause(5_000, watch.kill)
    expect(watch.kill.reason).toBe('It printed nothing for 0.3 s, which is its no-output-timeout.')
  })

  it('is stopped when its values, said at different times, fulfil its condition', () => {
    const text = 'accuracy > 0.9 and epoch >= 2'
    const read = readCondition(text)
    if (!read.ok) throw new Error(read.message)
    const watch = watchOf({ stopCondition: { text, condition: read.condition } })
    watch.said(new Map([['accuracy', 0.95]]))
    watch.said(new Map([['epoch', 1]]))
    expect(watch.stop.aborted).toBe(false)
    watch.said(new Map([['epoch', 2]]))
    expect(watch.stop.reason).toBe(`Stopped, since its stop-condition holds: ${text}.`)
  })

  it('without limits goes on', async () => {
    const watch = watchOf({})
    await pause(20)
    expect(watch.kill.aborted || watch.stop.aborted).toBe(false)
  })
})
