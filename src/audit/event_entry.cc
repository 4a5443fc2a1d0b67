#include "audit/event_entry.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace sallyport::audit {
namespace {

// Whom the fields `person` and `user` of an event name.
enum class Names { who, what };

struct EventRow {
  std::string_view event;
  Names names = Names::who;
  std::string_view what_kind = {};
};

// The events that need to be said more about than their fields say.
constexpr auto kEventRows = std::to_array<EventRow>({
    {"account_invited", Names::what, "person"},
    {"account_link_made", Names::what, "person"},
    {"account_link_mailed", Names::what, "person"},
    {"account_password_assigned", Names::what, "person"},
    {"account_reset_mailed", Names::what, "person"},
    {"account_sign_in_refused", Names::what, "person"},
    {"account_sign_up_mailed", Names::what, "person"},
    {"config_reload", Names::who, "configuration"},
    {"config_version_added", Names::who, "configuration"},
    {"invitation_withdrawn", Names::what, "person"},
    {"keys_rotated", Names::who, "keys"},
    {"local_admin_link_made", Names::who, "local_admin"},
    {"local_admin_password_set", Names::who, "local_admin"},
    {"local_admin_recovered", Names::who, "local_admin"},
    {"local_admin_retired", Names::who, "local_admin"},
    {"own_key_made", Names::who, "keys"},
    {"person_disabled", Names::what, "person"},
    {"person_enabled", Names::what, "person"},
    {"person_invited", Names::what, "person"},
    {"recovery_code_used", Names::what, "person"},
    {"refresh_token_reused", Names::what, "person"},
    {"role_given", Names::what, "person"},
    {"role_taken", Names::what, "person"},
    {"second_factor_refused", Names::what, "person"},
    {"second_factor_reset", Names::what, "person"},
    {"session_ended", Names::what, "person"},
    {"sessions_ended", Names::what, "person"},
    {"shared_keys_made", Names::who, "keys"},
    {"shared_keys_taken", Names::who, "keys"},
});

constexpr std::array<std::string_view, 8> kForTrailAlone{kActor,  kActorId,  kActorKind, kWhatKind,
                                                         kWhatId, kWhatName, kBefore,    kAfter};
constexpr std::array<std::string_view, 4> kRefusals{"refused", "forbidden", "rate_limited", "check_host"};

EventRow row_of(std::string_view event) {
  const auto* const row = std::ranges::find(kEventRows, event, &EventRow::event);
  return row == kEventRows.end() ? EventRow{event} : *row;
}

class Fields {
 public:
  explicit Fields(const std::vector<LogField>& fields) : fields_(fields), left_(fields.size(), true) {}

  // The value of the field, which is then no longer left; empty if there is none.
  std::string take(std::string_view name) {
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (!left_[i] || fields_[i].name != name) continue;
      left_[i] = false;
      return fields_[i].value;
    }
    return {};
  }

  std::string print_rest() const {
    json::Object rest;
    for (std::size_t i = 0; i < fields_.size(); ++i)
      if (left_[i] && !fields_[i].value.empty()) rest.set(fields_[i].name, fields_[i].value);
    return rest.empty() ? std::string() : json::print(rest);
  }

 private:
  const std::vector<LogField>& fields_;
  std::vector<bool> left_;
};

bool is_nobody(const Party& party) {
  return party.id.empty() && party.name.empty();
}

// By id if both have one, else by name.
bool are_same(const Party& a, const Party& b) {
  return a.id.empty() || b.id.empty() ? a.name == b.name : a.id == b.id;
}

Party process_or_stranger(std::string_view event, const Entry& entry, const Party& process) {
  if (entry.client.empty()) return process;
  return {std::string(event.starts_with("local_") ? "local_admin" : kAnonymous), {}, {}};
}

}  // namespace

bool is_for_trail_alone(std::string_view field) {
  return std::ranges::find(kForTrailAlone, field) != kForTrailAlone.end();
}

bool is_refusal(std::string_view event) {
  return event.ends_with("_refused") || std::ranges::find(kRefusals, event) != kRefusals.end();
}

Entry entry_of_event(std::string_view event, const std::vector<LogField>& given, const Party& process, UnixTime now) {
  const EventRow row = row_of(event);
  Fields fields(given);
  Entry entry{.time = now, .event = std::string(event)};
  entry.client = fields.take("client");
  entry.request_id = fields.take("request_id");
  entry.reason = fields.take("reason");
  entry.before = fields.take(kBefore);
  entry.after = fields.take(kAfter);
  const Party actor{fields.take(kActorKind), fields.take(kActorId), fields.take(kActor)};
  const Party named{"person", fields.take("person"), fields.take("user")};
  Party what{fields.take(kWhatKind), fields.take(kWhatId), fields.take(kWhatName)};
  if (what.kind.empty() && std::ranges::any_of(given, [](const LogField& field) { return field.name == "entity"; }))
    what = {fields.take("type"), fields.take("entity"), fields.take("name")};
  const bool does_it = row.names == Names::who && is_nobody(actor) && !is_nobody(named);
  const bool is_another = !is_nobody(named) && !are_same(named, actor);
  if (!is_nobody(actor)) entry.who = actor;
  if (does_it) entry.who = named;
  if (is_nobody(entry.who)) entry.who = process_or_stranger(event, entry, process);
  if (!does_it && (is_another || row.names == Names::what)) entry.what = named;
  if (!what.kind.empty()) entry.what = what;
  if (entry.what.kind.empty()) entry.what.kind = row.what_kind;
  const bool refused = is_refusal(event) || fields.take("outcome") == "refused";
  entry.outcome = refused ? Outcome::refused : Outcome::done;
  entry.details = fields.print_rest();
  return entry;
}

}  // namespace sallyport::audit
