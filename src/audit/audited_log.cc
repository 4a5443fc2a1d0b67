#include "audit/audited_log.h"

#include "audit/event_entry.h"

namespace sallyport::audit {

void AuditedLog::record(std::string_view event, const std::vector<LogField>& fields, bool refused) noexcept {
  try {
    Entry entry = entry_of_event(event, fields, process_, clock_.now());
    if (refused || entry.who.kind == kAnonymous) return recorder_.note_sampled(std::move(entry));
    recorder_.note(std::move(entry));
  } catch (...) {  // no memory
    recorder_.note_lost();
  }
}

void AuditedLog::write(Level level, std::string_view event, std::vector<LogField> fields) {
  const bool refused = is_refusal(event);
  if (level == Level::audit || (level == Level::debug && refused)) record(event, fields, refused);
  std::erase_if(fields, [](const LogField& field) { return is_for_trail_alone(field.name); });
  log_.write(level, event, std::move(fields));
}

}  // namespace sallyport::audit
