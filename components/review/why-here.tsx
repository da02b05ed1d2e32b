import type { Why } from '@/lib/reviews/view'

/** Why a version stands in the list of whoever looks: the most pressing reason there is. */
export function WhyHere({ why }: { why: readonly Why[] }) {
  const [first] = why
  if (!first) return null
  return <p className="text-ink-2">{inWords(first)}</p>
}

function inWords(why: Why): string {
  if (why.kind === 'requested') return `${why.by} asked you for a review`
  if (why.kind === 'team')
    return why.by === null
      ? `From team ${why.team}, whose approval the policy wants`
      : `From team ${why.team}: ${why.by} asked it for a review`
  if (why.scope === 'organization') return 'You approve in the organization'
  return why.scope === 'project' && why.name
    ? `You approve in the project ${why.name}`
    : 'You approve for this model'
}
