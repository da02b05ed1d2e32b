import { getCard, getCardRevision, listCardRevisions } from '@/lib/cards/queries'
import { restoreCard, updateCard } from '@/lib/cards/update'
import { Card, CardRevision, CardRevisionItem } from '@/lib/cards/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, act, put } = routes()
const card = '/:org/models/:model/card'

get(card, getCard, { summary: 'Get the card of a model, block by block', answer: Card })
put(card, updateCard, { summary: 'Replace the card of a model', answer: Card })
get(`${card}/revisions`, listCardRevisions, {
  summary: 'List the states that a card was in',
  answer: pageOf(CardRevisionItem),
})
get(`${card}/revisions/:revision`, getCardRevision, {
  summary: 'Get one state that a card was in',
  answer: CardRevision,
})
act(`${card}/revisions/:revision/restore`, restoreCard, {
  summary: 'Bring a state of a card back, as a new one',
  answer: Card,
})

export const cardRoutes = list
