import type { NotificationChannel } from '@countersign/api/notification'
import tableCss from '../rows/table.module.css'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import { channelState } from './notification-words.ts'

/** Whether it works, since when it does not, what the receiver said, and when it is tried again. */
export function ChannelHealth({ channel }: { readonly channel: NotificationChannel }) {
  const { word, tone } = channelState(channel)
  const { lastSuccessAt, failingSince, lastError, nextAttemptAt, waiting } = channel.state
  const isFailing = channel.isEnabled && failingSince !== null
  return (
    <>
      <span className={tableCss.tag} data-tone={tone}>
        {word}
      </span>
      {waiting > 0 ? <span className="quiet number">{` ${countWords(waiting)} waiting`}</span> : null}
      {isFailing ? (
        <span className={tableCss.under}>
          since <Instant at={failingSince} />
          {lastError === null ? null : (
            <>
              : <LogText text={lastError} max={160} />
            </>
          )}
          {nextAttemptAt === null ? null : (
            <>
              {' · tried again at '}
              <Instant at={nextAttemptAt} look="time" />
            </>
          )}
        </span>
      ) : null}
      {lastSuccessAt === null ? null : (
        <span className={tableCss.under}>
          last delivered <Instant at={lastSuccessAt} />
        </span>
      )}
    </>
  )
}
