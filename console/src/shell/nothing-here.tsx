import { Link } from '@tanstack/react-router'
import css from './shell.module.css'

export function NothingHere() {
  return (
    <main className={css.failure}>
      <h1>There is no page at this address</h1>
      <p>The link may be from another version, or cut off.</p>
      <Link to="/queue">Go to the queue</Link>
    </main>
  )
}
