import { describe, expect, it } from 'vitest'
import { type EventSaid, readEvent } from './event'

const now = new Date('2026-03-03T10:00:00Z')
const base = {
  eventType: 'COMPLETE',
  eventTime: '2026-03-03T09:00:00Z',
  producer: 'https://example.com/producer',
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  run: { runId: '0190a1b2-0000-7000-8000-000000000001' },
  job: { namespace: 'jobs', name: 'dag.task' },
}

function event(said: object): EventSaid {
  const read = readEvent(said, now)
  if (!read.ok) throw new Error(read.message)
  return read.event
}

describe('readEvent', () => {
  it('reads an event that follows the specification without a warning', () => {
    expect(event(base)).toMatchObject({
      at: new Date('2026-03-03T09:00:00Z'),
      warnings: [],
      job: { namespace: 'jobs', name: 'dag.task', facets: {} },
      run: { runId: base.run.runId, type: 'COMPLETE' },
      data: [],
    })
  })

  it.each([
    ['2026-03-03T09:00:00.123456789Z', '2026-03-03T09:00:00.123Z', []],
    [
      '2026-03-03T09:00:00',
      '2026-03-03T09:00:00.000Z',
      ['Its eventTime has no zone; taken as UTC.'],
    ],
    ['2026-03-03 09:00:00+0200', '2026-03-03T07:00:00.000Z', []],
    ['2026-03-03T09:00:00.5+02:00[Europe/Helsinki]', '2026-03-03T07:00:00.500Z', []],
    ['yesterday', now.toISOString(), ['Its eventTime is no time; taken as the moment it arrived.']],
    [
      '9999-12-31T00:00:00Z',
      now.toISOString(),
      ['Its eventTime is no time; taken as the moment it arrived.'],
    ],
    [17, now.toISOString(), ['Its eventTime is no time; taken as the moment it arrived.']],
  ])('reads the time %j as %s', (eventTime, at, warnings) => {
    const said = event({ ...base, eventTime })
    expect(said.at.toISOString()).toBe(at)
    expect(said.warnings).toEqual(warnings)
  })

  it('takes what does not follow the specification, with a warning each', () => {
    const said = event({
      eventTime: base.eventTime,
      run: { runId: 'scheduled__2026' },
      job: { name: 'task' },
      inputs: [{ facets: {} }, 'x', { namespace: 's3://b', name: 'a.csv' }],
      outputs: null,
    })
    expect(said.run?.type).toBe('OTHER')
    expect(said.job?.namespace).toBe('default')
    expect(said.data).toHaveLength(1)
    expect(said.warnings).toEqual([
      'It names no producer.',
      'It names no schemaURL.',
      'Its job has no namespace; taken as default.',
      'Its runId is no UUID.',
      'It has no eventType that is known; taken as OTHER.',
      'A dataset in it has no name.',
    ])
  })

  it('reads an event about a job, and one about a dataset', () => {
    expect(event({ ...base, run: undefined })).toMatchObject({
      run: null,
      job: { name: 'dag.task' },
    })
    const dataset = { namespace: 's3://b', name: 'a.csv' }
    const said = event({ ...base, run: undefined, job: undefined, dataset })
    expect(said).toMatchObject({ run: null, job: null, data: [{ ...dataset, side: 'none' }] })
  })

  it.each([
    [null],
    [[]],
    ['x'],
    [{}],
    [{ run: base.run }],
    [{ job: { namespace: 'x' } }],
    [{ dataset: {} }],
  ])('refuses %j, which tells of nothing', (said) =>
    expect(readEvent(said, now)).toMatchObject({ ok: false }),
  )

  it('refuses more inputs and outputs than one transaction should take', () => {
    const inputs = Array.from({ length: 10_001 }, (_, at) => ({
      namespace: 's3://b',
      name: `${at}`,
    }))
    expect(readEvent({ job: { name: 'j' }, inputs }, now)).toMatchObject({ ok: false })
    expect(readEvent({ job: { name: 'j' }, inputs: inputs.slice(1) }, now).ok).toBe(true)
  })

  it('knows an event again by what is kept of it, however its keys are ordered', () => {
    const turned = Object.fromEntries(Object.entries(base).toReversed())
    expect(event(turned).digest).toBe(event(base).digest)
    expect(event({ ...base, eventType: 'FAIL' }).digest).not.toBe(event(base).digest)
  })

  it('keeps no secret and no facet of any size', () => {
    const facets = {
      environmentVariables: { environmentVariables: [{ name: 'A', value: 'hunter2' }] },
      connection: { _producer: 'x', uri: 'postgres://ana:hunter2@db/x' },
      plan: { text: 'x'.repeat(100_000) },
    }
    const said = event({ ...base, run: { ...base.run, facets }, job: { ...base.job, facets } })
    expect(JSON.stringify(said)).not.toContain('hunter2')
    expect(said.run?.facets.plan?.facet).toBe('(100011 characters: see the event)')
    expect(JSON.stringify(said.body)).toContain('x'.repeat(100_000))
  })
})
