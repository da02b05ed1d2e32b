import { z } from 'zod'
import { mlflowRoutes } from './router'

/**
 * The level of MLflow's server that clients take us for. From 3.4 on they would send traces, which this door
 * does not take.
 */
export const spokenVersion = '3.3.0'

const { list, on } = mlflowRoutes()

on('GET', '/api/3.0/mlflow/server-info', { action: null, input: z.object({}) }, async () => ({
  store_type: 'SqlStore',
  workspaces_enabled: false,
  trace_archival_enabled: false,
}))

export const aboutRoutes = list
