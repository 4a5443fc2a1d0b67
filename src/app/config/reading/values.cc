#include "app/config/reading/values.h"

#include <cassert>

#include "app/config/reading/amounts.h"

namespace sallyport::app::config {

const Value* Values::find(std::string_view key) const {
  assert(find_row(key) != nullptr);
  asked_.insert(schema_key(key));
  const auto found = values_.find(key);
  return found == values_.end() || !found->second.given ? nullptr : &found->second;
}

std::string Values::or_default(std::string_view key) const {
  if (const auto* value = find(key)) return value->text;
  const auto fallback = find_row(key)->fallback;
  return fallback.starts_with('(') ? std::string() : std::string(fallback);
}

std::string Values::text(std::string_view key) const {
  return or_default(key);
}
bool Values::flag(std::string_view key) const {
  return or_default(key) == "true";
}

std::int64_t Values::number(std::string_view key) const {
  return parse_size(or_default(key)).value_or(0);
}

Seconds Values::seconds(std::string_view key) const {
  return parse_duration(or_default(key)).value_or(Seconds(0));
}

std::vector<std::string> Values::list(std::string_view key) const {
  if (const auto* value = find(key)) return value->list;
  std::vector<std::string> result;
  Node node = make_node(Node::Kind::scalar, 0);
  node.text = find_row(key)->fallback;
  for (auto& item : reread_flow(std::move(node)).items) result.push_back(std::move(item.text));
  return result;
}

Pairs Values::pairs(std::string_view key) const {
  const auto* value = find(key);
  return value == nullptr ? Pairs{} : value->pairs;
}

bool Values::given(std::string_view key) const {
  return find(key) != nullptr;
}

bool Values::in_file(std::string_view key) const {
  const auto found = values_.find(key);
  return found != values_.end() && found->second.line > 0;
}

bool Values::broken(std::string_view key) const {
  const auto found = values_.find(key);
  return found != values_.end() && found->second.broken;
}

bool Values::has_section(std::string_view section) const {
  return section_lines_.contains(section);
}

std::size_t Values::count(std::string_view section) const {
  const auto found = counts_.find(section);
  return found == counts_.end() ? 0 : found->second;
}

Place Values::place(std::string_view key) const {
  if (const auto found = values_.find(key);
      found != values_.end() && (found->second.line > 0 || !found->second.variable.empty()))
    return {std::string(key), found->second.line, found->second.variable};
  for (auto section = key; !section.empty();) {
    if (const auto found = section_lines_.find(section); found != section_lines_.end())
      return {std::string(key), found->second};
    const auto end = section.find_last_of(".[");
    section = section.substr(0, end == std::string_view::npos ? 0 : end);
  }
  return {std::string(key), 0};
}

std::string Values::literal_secret() const {
  for (const auto& [key, value] : values_)
    if (value.given && value.literal && find_row(key)->type == Type::secret) return key;
  return {};
}

}  // namespace sallyport::app::config
