import { type Database, openDatabase, setDatabase } from '@/db/client'
import { connect } from '@/db/connection'
import { migrate } from '@/db/migrate'
import { scopesFor } from '@/lib/access'
import type { Ctx } from '@/lib/actor'
import { contextFromToken, systemContext } from '@/lib/context'
import { newId } from '@/lib/ids'
import { createOrganization } from '@/lib/organizations/create'
import { hashSecret, newSecret } from '@/lib/secret'
import { startSession } from '@/lib/sessions/session'
import type { Landmarks, Who } from './lists'
import { type Size, seed } from './seed'

const org = 'bench'
const contributor = 'person-1@bench.example'

export interface Urls {
  ownerUrl: string
  appUrl: string
}

/** A filled database, and who asks it. */
export interface Stage extends Urls {
  size: Size
  database: Database
  secrets: Record<Who, string>
  /** The value of a session cookie of the contributor. */
  session: string
  landmarks: Landmarks
}

const origin = { ip: '127.0.0.1', userAgent: 'bench', client: null }
const arrival = (via: 'host' | 'api') => ({ via, requestId: newId(), origin })

/** Brings a database up to date and fills it, unless it is filled already. `root` holds the migrations. */
export async function fillDatabase(urls: Urls, size: Size, root: string): Promise<void> {
  const { ownerUrl } = urls
  await migrate({ ownerUrl, appRole: 'hub_app', root })
  const owner = connect(ownerUrl, { max: 1 })
  const database = openDatabase(urls.appUrl, { poolSize: 1 })
  try {
    const { rows } = await owner.query('select id from organizations')
    if (rows.length > 0) return
    setDatabase(database)
    const admin = { email: 'admin@bench.example', name: 'Ada', password: newSecret() }
    const draft = { slug: org, name: 'Bench', admin }
    const { adminId } = await createOrganization(systemContext('bench', arrival('host')), draft)
    const found = await owner.query<{ id: string }>('select id from organizations')
    await seed({ ownerUrl, organizationId: found.rows[0]?.id ?? '', adminId, ...size })
  } finally {
    await database.close()
    await owner.end()
  }
}

/** Opens a filled database, with fresh tokens for those who ask. */
export async function openStage(urls: Urls, size: Size): Promise<Stage> {
  const database = openDatabase(urls.appUrl, { poolSize: 2, readTimeout: 60_000 })
  setDatabase(database)
  const owner = connect(urls.ownerUrl, { max: 1 })
  const one = async (text: string, values: unknown[] = []) => {
    const { rows } = await owner.query<{ value: string }>({ text, values })
    if (!rows[0]) throw new Error(`Nothing was found by: ${text}`)
    return rows[0].value
  }
  const person = (email: string) => one('select id as value from people where email = $1', [email])
  const model = (order: string) =>
    one(`select slug as value from models where life = 'live' and access_mode = 'organization'
      order by version_count ${order}, slug limit 1`)
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString()
  const token = async (who: Who, ownerId: string) => {
    const secret = newSecret()
    const scopes = scopesFor(who === 'admin' ? ['admin', 'approver'] : ['contributor'])
    await owner.query(
      `insert into tokens (id, organization_id, owner_id, name, hash, prefix, scopes, created_at, expires_at)
        select $1, id, $2, $3, $4, $5, $6, now(), now() + interval '1 day' from organizations`,
      [newId(), ownerId, `${who} of the bench`, hashSecret(secret), secret.slice(0, 8), scopes],
    )
    return secret
  }
  try {
    const people = {
      admin: await person('admin@bench.example'),
      contributor: await person(contributor),
    }
    await owner.query('begin')
    await owner.query('alter table tokens disable trigger user')
    const secrets = {
      admin: await token('admin', people.admin),
      contributor: await token('contributor', people.contributor),
    }
    await owner.query('alter table tokens enable trigger user')
    await owner.query('commit')
    const { secret: session } = await startSession(people.contributor, origin)
    const bigModel = await model('desc')
    const smallModel = await model('asc')
    const landmarks = {
      org,
      bigModel,
      smallModel,
      actor: people.admin,
      from: day(100),
      to: day(90),
    }
    return { ...urls, size, database, secrets, session, landmarks }
  } finally {
    await owner.end()
  }
}

/** The caller as the API recognizes them, on the database of this stage. */
export function callerOn(stage: Stage, who: Who): Promise<Ctx> {
  setDatabase(stage.database)
  return contextFromToken(stage.secrets[who], arrival('api'))
}
