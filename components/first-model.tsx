import type { Ability } from '@/lib/view'
import { pushing } from './current-version'
import { Snippet } from './snippets'
import { NothingYet } from './ui/empty'
import { TextLink } from './ui/text-link'
import { WhyNot } from './why-not'

interface FirstModelProps {
  baseUrl: string
  tokensHref: string
  newHref: string
  create: Ability
  /** By `paths.why()`. */
  why: string
}

/** What stands in an inventory without models: how the first comes to be. */
export function FirstModel({ baseUrl, tokensHref, newHref, create, why }: FirstModelProps) {
  if (!create.ok)
    return (
      <NothingYet
        how={
          <p className="text-ink-2">
            To make one: {create.reason} <WhyNot href={why} />
          </p>
        }
      >
        Models appear here with their versions.
      </NothingYet>
    )
  return (
    <NothingYet
      how={
        <>
          <Snippet what="the commands" code={pushing(baseUrl, 'my-model')} />
          <p className="text-ink-2">
            The login asks for a token: <TextLink href={tokensHref}>make one</TextLink>.
          </p>
        </>
      }
    >
      Models appear here with their versions. <TextLink href={newHref}>Make one</TextLink>, let a
      training run make it, or push a file from a terminal:
    </NothingYet>
  )
}
