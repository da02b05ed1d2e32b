import { describe, expect, it } from 'vitest'
import { hexOf, loggedModelId, loggedModelRef, uuidOf } from './ids'

const uuid = '01931f3e-5b6a-7c8d-9e0f-a1b2c3d4e5f6'

describe('the ids that MLflow clients know', () => {
  it('are 32 hexadecimal digits that lead back', () => {
    expect(hexOf(uuid)).toBe('01931f3e5b6a7c8d9e0fa1b2c3d4e5f6')
    expect(uuidOf(hexOf(uuid))).toBe(uuid)
    expect(loggedModelId(loggedModelRef(uuid))).toBe(uuid)
  })

  it.each(['', 'x', uuid, hexOf(uuid).toUpperCase(), `${hexOf(uuid)}0`, `${hexOf(uuid)}\n`])(
    'are nothing else: %s',
    (text) => {
      expect(uuidOf(text)).toBeNull()
      expect(loggedModelId(text)).toBeNull()
    },
  )
})
