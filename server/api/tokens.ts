import { createToken } from '@/lib/tokens/create'
import { listTokens } from '@/lib/tokens/queries'
import { revokeToken } from '@/lib/tokens/revoke'
import { NewToken, Token } from '@/lib/tokens/view'
import { pageOf } from '@/lib/view'
import { routes } from './router'

const { list, get, post, remove } = routes()

get('/:org/tokens', listTokens, { summary: 'List tokens', answer: pageOf(Token) })
post('/:org/tokens', createToken, { summary: 'Make a token', answer: NewToken, secret: true })
remove('/:org/tokens/:id', revokeToken, { summary: 'Revoke a token' })

export const tokenRoutes = list
