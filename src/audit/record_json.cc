#include "audit/record_json.h"

#include "base/encoding.h"

namespace sallyport::audit {
namespace {

json::Object print_party(const Party& party) {
  json::Object printed;
  if (!party.kind.empty()) printed.set("kind", party.kind);
  if (!party.id.empty()) printed.set("id", party.id);
  if (!party.name.empty()) printed.set("name", party.name);
  return printed;
}

void set_text(json::Object& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.set(name, text);
}

void set_party(json::Object& object, std::string_view name, const Party& party) {
  if (party != Party{}) object.set(name, print_party(party));
}

// What is no JSON, because somebody changed it in the store, is shown as text.
void set_json(json::Object& object, std::string_view name, const std::string& text) {
  if (text.empty()) return;
  auto value = json::parse(text);
  object.set(name, value ? *std::move(value) : json::Value(text));
}

}  // namespace

json::Object print_record(const Record& record) {
  const Entry& entry = record.entry;
  json::Object printed{{"node", record.node},
                       {"sequence", record.sequence},
                       {"timestamp", entry.time.seconds * 1000},
                       {"time", print_rfc3339(entry.time)},
                       {"event", entry.event},
                       {"outcome", name_of(entry.outcome)}};
  set_text(printed, "reason", entry.reason);
  set_party(printed, "who", entry.who);
  set_party(printed, "what", entry.what);
  set_json(printed, "before", entry.before);
  set_json(printed, "after", entry.after);
  set_text(printed, "client", entry.client);
  set_text(printed, "requestId", entry.request_id);
  if (entry.count != 1) printed.set("count", entry.count);
  set_json(printed, "details", entry.details);
  printed.set("hash", hex_encode(crypto::view(record.hash)));
  return printed;
}

}  // namespace sallyport::audit
