/** Any JSON value, as PostgreSQL's jsonb keeps it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
