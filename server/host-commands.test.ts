import { expect, it } from 'vitest'
import { hostCommand, UsageError } from './host-commands'

it.each([
  [['reset-password'], /^There are too few or too many words/],
  [['reset-password', 'a@b.test', 'c@d.test'], /^There are too few or too many words/],
  [['create-org', 'x', 'X'], /^Say who runs it with --admin EMAIL/],
  [['create-org', 'x', 'X', 'Y', '--admin', 'a@b.test'], /^There are too few or too many words/],
  [['create-org', 'x', 'X', '--adnim', 'a@b.test'], /^Unknown option '--adnim'/],
  [['toString'], /^There is no command toString/],
  [['destroy'], /^There is no command destroy/],
  [[], /^Say what to do/],
])('does nothing for %j', (args, message) => {
  expect(() => hostCommand(args)).toThrow(UsageError)
  expect(() => hostCommand(args)).toThrow(message)
})

it('does nothing either before it is told to', () => {
  expect(hostCommand(['reset-password', 'a@b.test'])).toBeTypeOf('function')
})
