-- A merger is told, too: which incident the one in the message went up in.
ALTER TABLE notification_message
  DROP CONSTRAINT notification_message_event_check,
  ADD CONSTRAINT notification_message_event_check
    CHECK (event IN ('opened', 'severity-raised', 'assigned', 'resolved', 'merged')),
  ADD COLUMN merged_into text,
  ADD CONSTRAINT notification_message_merged_into CHECK ((event = 'merged') = (merged_into IS NOT NULL));
