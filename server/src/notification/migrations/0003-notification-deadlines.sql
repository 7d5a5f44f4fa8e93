-- Deadlines of notification clocks are told, too: soon due, and overdue.
ALTER TABLE notification_message
  DROP CONSTRAINT notification_message_event_check,
  ADD CONSTRAINT notification_message_event_check
    CHECK (event IN ('opened', 'severity-raised', 'assigned', 'resolved', 'merged', 'report-due', 'report-overdue'));
