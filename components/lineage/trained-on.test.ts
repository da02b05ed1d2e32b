import { describe, expect, it } from 'vitest'
import { graphOf } from './testing'
import { trainedOn } from './trained-on'

const told = (arrows: string[]) => trainedOn(graphOf('v1', arrows)).map(({ name }) => name)

describe('what a version was trained on', () => {
  it('is what its run was given', () => {
    expect(told(['d1>r1>v1', 'd2>r1', 'd0>r0>d1'])).toEqual(['d1', 'd2'])
  })

  it('is not what its users were given', () => {
    expect(told(['d1>r1>v1>r2', 'd2>r2'])).toEqual(['d1'])
  })

  it('is nothing on record without a run', () => {
    expect(told(['v1>r2'])).toEqual([])
  })
})
