import { paths } from '@/lib/paths'
import type { Token } from '@/lib/tokens/view'
import type { FormAction } from './action-result'
import { TokenTable } from './token-table'
import { TextLink } from './ui/text-link'

interface OwnTokensProps {
  organizations: readonly { slug: string; name: string; tokens: readonly Token[] }[]
  revoke: (org: string, id: string) => FormAction
  now: Date
}

/** Someone's tokens that work, by organization, each with the way to make another. */
export function OwnTokens({ organizations, revoke, now }: OwnTokensProps) {
  return (
    <div className="flex flex-col gap-6">
      {organizations.map(({ slug, name, tokens }) => (
        <div key={slug} className="flex min-w-0 flex-col gap-2">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <h3 className="min-w-0 font-strong wrap-anywhere">{name}</h3>
            <TextLink href={`${paths.tokens(slug)}?new=token`}>
              New token<span className="sr-only"> in {name}</span>
            </TextLink>
          </div>
          {tokens.length > 0 ? (
            <TokenTable
              caption={`Tokens in ${name}`}
              tokens={tokens}
              withOwner={false}
              revoke={(id) => revoke(slug, id)}
              now={now}
            />
          ) : (
            <p className="text-ink-2">None of your tokens works here.</p>
          )}
        </div>
      ))}
    </div>
  )
}
