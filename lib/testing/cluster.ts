import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect } from '@/db/connection'
import { deleteEmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded'
import { migrate } from '@/db/migrate'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection strings of the migrated template database. */
    ownerUrl: string
    appUrl: string
  }
}

/** Starts one cluster for the whole run, with a migrated database that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hub-test-'))
  // Its data is thrown away, so that it need not survive a power cut.
  const cluster = await startEmbeddedPostgres({ dataDir, settings: ['fsync=off'] })
  const template = cluster.ownerUrl.replace(/\/hub(?=\?|$)/, '/hub_template')
  // A database can only be copied while nobody is in it, so that tests connect to `hub` and copy another.
  const owner = connect(cluster.ownerUrl, { max: 1 })
  await owner.query('create database hub_template')
  await owner.end()
  await migrate({ ownerUrl: template, appRole: 'hub_app', root: process.cwd() })
  project.provide('ownerUrl', cluster.ownerUrl)
  project.provide('appUrl', cluster.appUrl)
  return async () => {
    await cluster.stop()
    await deleteEmbeddedPostgres(dataDir)
    await rm(dataDir, { recursive: true, force: true })
  }
}
