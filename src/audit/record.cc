#include "audit/record.h"

#include <array>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"

namespace sallyport::audit {
namespace {

constexpr std::string_view kFormat = "sallyport audit 1";

constexpr std::array<std::pair<Outcome, std::string_view>, 3> kOutcomes{
    {{Outcome::done, "done"}, {Outcome::refused, "refused"}, {Outcome::lost, "lost"}}};

void add_text(std::string& bytes, std::string_view text) {
  bytes.append(std::to_string(text.size())).append(":").append(text);
}

void cut_text(std::string& text) {
  if (!is_utf8(text))
    for (char& c : text)
      if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  if (text.size() > kMaxAuditText) text = std::string(cut_utf8(text, kMaxAuditText));
}

void cut_json(std::string& text) {
  if (text.size() <= kMaxAuditJson) return;
  const std::string digest = hex_encode(crypto::view(crypto::sha256(text)));
  text = "{\"omitted\":" + std::to_string(text.size()) + ",\"sha256\":\"" + digest + "\"}";
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  for (const auto& [value, name] : kOutcomes)
    if (value == outcome) return name;
  return "";
}

std::optional<Outcome> parse_outcome(std::string_view name) {
  for (const auto& [value, known] : kOutcomes)
    if (known == name) return value;
  return std::nullopt;
}

Entry bounded(Entry entry) {
  for (std::string* const text : {&entry.event, &entry.who.kind, &entry.who.id, &entry.who.name, &entry.what.kind,
                                  &entry.what.id, &entry.what.name, &entry.reason, &entry.client, &entry.request_id})
    cut_text(*text);
  for (std::string* const text : {&entry.before, &entry.after, &entry.details}) cut_json(*text);
  return entry;
}

crypto::Sha256 record_hash(const crypto::Sha256& previous, const std::string& node, std::int64_t sequence,
                           const Entry& entry) {
  std::string bytes(crypto::view(previous));
  const std::string number = std::to_string(sequence);
  const std::string time = std::to_string(entry.time.seconds);
  const std::string count = std::to_string(entry.count);
  for (const std::string_view text :
       {kFormat, std::string_view(node), std::string_view(number), std::string_view(time),
        std::string_view(entry.event), std::string_view(entry.who.kind), std::string_view(entry.who.id),
        std::string_view(entry.who.name), std::string_view(entry.what.kind), std::string_view(entry.what.id),
        std::string_view(entry.what.name), std::string_view(entry.before), std::string_view(entry.after),
        name_of(entry.outcome), std::string_view(entry.reason), std::string_view(entry.client),
        std::string_view(entry.request_id), std::string_view(entry.details), std::string_view(count)})
    add_text(bytes, text);
  return crypto::sha256(bytes);
}

Record next_record(const Head& head, std::string node, Entry entry) {
  Record record{std::move(node), head.sequence + 1, std::move(entry), {}};
  record.hash = record_hash(head.hash, record.node, record.sequence, record.entry);
  return record;
}

}  // namespace sallyport::audit
