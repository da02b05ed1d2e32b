import type { GateContext, GateVersion } from './context'

const version: GateVersion = {
  id: '0198c0de-0000-7000-8000-000000000001',
  number: 6,
  note: 'More trees.',
  tags: ['weekly', 'eu'],
  size: 12_000,
  files: 2,
  registeredAt: '2026-11-25T12:00:00.000Z',
  metrics: { accuracy: 0.912, log_loss: 0.31, 'val/acc 1': 0.9 },
  params: { trees: 300, criterion: 'gini', scale: true, layers: [64, 32], seed: null },
  run: {
    project: 'penguins',
    number: 7,
    step: 'train',
    commit: '3f2a9c1b91d0',
    image: 'python:3.12',
    state: 'completed',
    createdAt: '2026-11-25T11:58:00.000Z',
    finishedAt: '2026-11-25T11:59:30.000Z',
  },
  recalled: false,
}

/** A candidate v6 and an approved v5 as gates see them, for tests. */
export function seen({
  candidate = {},
  approved = {},
}: {
  candidate?: Partial<GateVersion>
  approved?: Partial<GateVersion> | null
} = {}): GateContext {
  const before = { ...version, number: 5, metrics: { accuracy: 0.93, log_loss: 0.28 } }
  return {
    candidate: { ...version, ...candidate },
    approved: approved && { ...before, ...approved },
    now: new Date('2026-11-26T12:00:00Z'),
  }
}
