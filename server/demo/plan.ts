/** Who does what in the sample organization, in order, through the CLI, the API and MLflow's like anyone else. */

export const organization = { slug: 'acme', name: 'Acme Research' }

export const cast = [
  { role: 'contributor', name: 'Ana Silva', email: 'ana@acme.example' },
  { role: 'approver', name: 'Ben Okafor', email: 'ben@acme.example' },
  { role: 'auditor', name: 'Olga Novak', email: 'olga@acme.example' },
  { role: 'admin', name: 'Ada Lind', email: 'ada@acme.example' },
] as const

export type DemoRole = (typeof cast)[number]['role']

export type Step =
  | { as: DemoRole; hub: string[]; folder?: string }
  /** The example server answers by this deployment. */
  | { as: DemoRole; serve: string }
  /** The example search learns from this dataset version and logs to MLflow. */
  | { as: DemoRole; tune: string }
  | { as: DemoRole; method: 'POST' | 'PATCH' | 'PUT'; path: string; body: unknown }

const parameters = (values: Record<string, string | number>) =>
  Object.entries(values).flatMap(([name, value]) => ['-p', `${name}=${value}`])

const job = (
  project: string,
  step: string,
  values: Record<string, string | number> = {},
): Step => ({
  as: 'contributor',
  folder: `examples/${project}`,
  hub: ['run', step, ...parameters(values)],
})

const decide = (verdict: 'approve' | 'reject', uri: string, note: string): Step => ({
  as: 'approver',
  hub: [verdict, uri, '-m', note],
})

const edit = (path: string, body: unknown): Step => ({
  as: 'contributor',
  method: 'PATCH',
  path,
  body,
})

const say = (path: string, body: unknown): Step => ({
  as: 'contributor',
  method: 'PUT',
  path,
  body,
})

const post = (path: string, body: unknown): Step => ({
  as: 'admin',
  method: 'POST',
  path,
  body,
})

const define = (body: object): Step => post('/fields', body)

const team = (slug: string, name: string, ...people: DemoRole[]): Step[] => [
  { as: 'admin', method: 'POST', path: '/teams', body: { slug, name } },
  ...cast
    .filter(({ role }) => people.includes(role))
    .map(
      ({ email }): Step => ({
        as: 'admin',
        method: 'POST',
        path: `/teams/${slug}/members`,
        body: { person: email },
      }),
    ),
]

const rule = (path: string, rules: object, note: string): Step => ({
  as: 'admin',
  method: 'PUT',
  path: `${path}/policy`,
  body: { ...rules, note },
})

const penguinsCard = [
  {
    title: 'Overview',
    body: 'Tells the three penguin species of the Palmer Archipelago apart by four body measurements.',
  },
  {
    title: 'Intended use',
    body: `| | |
|---|---|
| **For** | Pre-sorting field records; a biologist confirms |
| **Not for** | Birds of other places, and counting without a second look |
| **In use by** | The job \`batch-inference\`, by \`model://penguins/latest\`, and the field app, by the deployment \`penguin-service\` |`,
  },
  {
    category: 'Data',
    title: 'Where it comes from',
    body: `Palmer penguins as shipped with \`vega-datasets\`: [dataset://penguins/v1](dataset://penguins/v1).

| measurement | unit |
|---|---|
| beak length, beak depth | mm |
| flipper length | mm |
| body mass | g |`,
  },
  {
    category: 'Data',
    title: 'Held out',
    body: 'Half of the complete records, stratified by species. They are never trained on.',
  },
  {
    category: 'Judgement',
    title: 'How versions are judged',
    body: `Accuracy, macro-F1 and log loss on the held-out half. A version replaces the approved one when it is better
on accuracy and log loss.

\`\`\`sh
hub run train -p trees=100
hub compare model://penguins/latest model://penguins/newest
\`\`\``,
  },
  {
    category: 'Judgement',
    title: 'Limits',
    body: `- One archipelago, 2007 to 2009: do not use it elsewhere without measuring again.
- Adelie and Chinstrap differ mainly in the length of the beak.`,
  },
  {
    category: 'Judgement',
    title: 'Before it is used for more',
    body: `- [x] Baseline from the beak alone
- [x] Log loss beside accuracy
- [ ] Measured on the records of another year`,
  },
]

const carsCard = [
  {
    title: 'Overview',
    body: 'Estimates how many miles a car goes on a gallon, from its weight, power, age and acceleration.',
  },
  {
    title: 'Data',
    body: 'The cars set of 1982, as shipped with `vega-datasets`: cars of the years 1970 to 1982 only.',
  },
  {
    title: 'How versions are judged',
    body: 'By RMSE and MAE on held-out cars, in miles per gallon; lower is better.',
  },
]

export const steps: Step[] = [
  define({
    label: 'Risk class',
    key: 'risk',
    kind: 'choice',
    choices: ['minimal', 'limited', 'high'],
    required: true,
    help: 'As by the policy on automated decisions.',
  }),
  define({ label: 'Answers for it', key: 'contact', kind: 'person', required: true }),
  define({ label: 'To be looked at again', key: 'review_by', kind: 'date' }),
  job('penguins', 'prepare'),
  job('penguins', 'train', {
    trees: 25,
    'max-depth': 3,
    features: 'beak_length_mm,beak_depth_mm',
    'features-per-tree': 2,
  }),
  edit('/models/penguins', {
    name: 'Palmer penguins',
    tags: ['classification', 'tabular'],
  }),
  say('/models/penguins/card', { blocks: penguinsCard }),
  say('/models/penguins/fields', {
    risk: 'minimal',
    contact: 'ana@acme.example',
    review_by: '2027-03-31',
  }),
  decide('approve', 'model://penguins/v1', 'First usable baseline: 91 % from the beak alone.'),
  job('penguins', 'train', {
    trees: 50,
    'max-depth': 20,
    features: 'flipper_length_mm,body_mass_g',
    'features-per-tree': 2,
  }),
  decide(
    'reject',
    'model://penguins/v2',
    'Overfitting: 96 % on the training rows, 79 % held out. Flipper and mass do not tell Adelie from Chinstrap.',
  ),
  job('penguins', 'train', {
    trees: 50,
    'max-depth': 3,
    features: 'beak_length_mm,flipper_length_mm',
    'features-per-tree': 2,
  }),
  decide('approve', 'model://penguins/v3', 'Better than v1 on all three held-out metrics.'),
  job('penguins', 'train', { trees: 50, 'max-depth': 4, 'features-per-tree': 2 }),
  decide(
    'approve',
    'model://penguins/v4',
    'Accuracy 0.922 to 0.970. Log loss slightly worse, 0.226 to 0.241; accepted.',
  ),
  {
    as: 'admin',
    method: 'PUT',
    path: '/models/penguins/aliases/production',
    body: { version: 4 },
  },
  post('/deployments', {
    name: 'penguin-service',
    project: 'penguins',
    target: 'production',
    description: 'Asked by the field app, for each record that it sorts.',
  }),
  post('/deployments/penguin-service/revisions', {
    variants: [{ model: 'model://penguins/v3', weight: 100 }],
    note: 'First version in the field app.',
  }),
  post('/deployments/penguin-service/revisions', {
    variants: [
      { model: 'model://penguins/v4', weight: 90 },
      { model: 'model://penguins/v3', weight: 10 },
    ],
    note: 'v4 takes over; a tenth stays on v3 to compare.',
  }),
  { as: 'contributor', serve: 'penguin-service' },
  ...team('risk', 'Model risk', 'approver'),
  ...team('platform', 'Platform', 'admin'),
  rule(
    '/models/penguins',
    {
      gates: [
        {
          name: 'No less accurate',
          cel: '!approved.exists || metrics.accuracy >= approved.metrics.accuracy - 0.005',
        },
      ],
      protectedAliases: ['production'],
    },
    'A version may not be less accurate than the one in use.',
  ),
  job('penguins', 'batch-inference'),
  job('penguins', 'train'),

  job('fuel-economy', 'prepare'),
  job('fuel-economy', 'train', {
    trees: 50,
    'max-depth': 3,
    features: 'weight_lb,horsepower',
    'features-per-tree': 2,
  }),
  edit('/models/fuel-economy', {
    name: 'Fuel economy',
    tags: ['regression', 'tabular'],
  }),
  say('/models/fuel-economy/card', { blocks: carsCard }),
  say('/models/fuel-economy/fields', { risk: 'limited' }),
  decide('approve', 'model://fuel-economy/v1', 'Baseline: 2.8 mpg off on average.'),
  job('fuel-economy', 'train', {
    trees: 50,
    'max-depth': 5,
    features: 'weight_lb,horsepower,model_year',
    'features-per-tree': 3,
  }),
  decide('approve', 'model://fuel-economy/v2', 'The model year matters: RMSE 3.58 to 2.53.'),
  say('/models/fuel-economy/fields', { risk: 'high' }),
  {
    as: 'admin',
    method: 'POST',
    path: '/service-accounts',
    body: {
      slug: 'nightly',
      name: 'Nightly training',
      description: 'Trains on the cluster every night',
      owner: 'ana@acme.example',
    },
  },
  {
    as: 'admin',
    method: 'POST',
    path: '/access',
    body: { serviceAccount: 'nightly', role: 'contributor' },
  },
  rule(
    '/models/fuel-economy',
    { approvals: { count: 2, teams: ['risk', 'platform'] } },
    'Of high risk: somebody of each team approves.',
  ),
  job('fuel-economy', 'batch-inference'),
  job('fuel-economy', 'train'),
  {
    as: 'contributor',
    method: 'POST',
    path: '/models/fuel-economy/versions/3/reviewers',
    body: {
      teams: ['risk', 'platform'],
      message: 'Better on every metric; one of each team, please.',
    },
  },

  // A sweep of six, and what came of it: v6 to v11.
  {
    as: 'contributor',
    folder: 'examples/penguins',
    hub: ['pipeline', 'run', 'train-and-use', ...parameters({ 'dataset-version': 'v2' })],
  },
  { as: 'contributor', tune: 'dataset://penguins/v1' },
]
