import 'server-only'
import { load } from '@/app/load'
import { getCard } from '@/lib/cards/queries'
import { paths } from '@/lib/paths'
import { modelOf } from '../model'

/** The model and the card of a page that changes it, with the way up. */
export async function cardOf(org: string, slug: string, addressOf: (slug: string) => string) {
  const { ctx, model } = await modelOf(org, slug, addressOf)
  const card = await load(() => getCard(ctx, { org, model: slug }))
  const trail = [
    { href: paths.models(org), label: 'Models' },
    { href: paths.model(org, slug), label: model.name },
  ]
  return { ctx, model, card, trail }
}
