#include "app/commands/api/object.h"

#include "app/commands/api/answer_text.h"
#include "app/commands/api/table.h"
#include "app/os/console.h"
#include "base/text.h"
#include "http/url.h"

namespace sallyport::app {

std::string path_of_object(std::string_view collection, std::string_view which) {
  const std::string all = std::string(kOwnApi) + std::string(collection);
  return is_guid(which) ? all + "/" + std::string(which) : all + "/name/" + http::percent_encode(which);
}

Result<ApiReply> fetch_object(const ApiClient& api, std::string_view collection, std::string_view which,
                              std::string_view include) {
  ApiCall call{.path = path_of_object(collection, which)};
  call.query.add("fields", "*");
  if (!include.empty()) call.query.add("include", include);
  return api.send(call);
}

std::string text_of(const json::Value& object, std::string_view member) {
  const json::Value* const value = object.as_object() ? object.as_object()->find(member) : nullptr;
  return value && value->as_string() ? *value->as_string() : std::string();
}

Result<std::string> id_of_object(const ApiClient& api, std::string_view collection, const std::string& which) {
  if (is_guid(which)) return which;
  SALLYPORT_TRY(const auto reply, fetch_object(api, collection, which, "all"));
  return text_of(reply.body, "id");
}

Result<void> refer_to_people(const Job& job, json::Value& body) {
  for (const Word& word : job.given.words()) {
    if (word.takes != Takes::person || job.given.text(word.name).empty()) continue;
    SALLYPORT_TRY(const auto id, id_of_object(job.api, "users", job.given.text(word.name)));
    set_member(body, word.member, json::Array{json::Object{{"id", id}, {"type", "user"}}});
  }
  return {};
}

void say_object(const Job& job, const json::Value& object) {
  const json::Object* const members = object.as_object();
  if (job.json || !members)
    say(json::print(object) + "\n");
  else
    say(print_lines(*members));
}

void say_list(const Job& job, std::span<const Column> columns, const json::Array& entries) {
  if (job.json) {
    for (const json::Value& entry : entries) say(json::print(entry) + "\n");
    return;
  }
  TableRow titles;
  for (const Column& column : columns) titles.emplace_back(column.title);
  std::vector<TableRow> rows;
  for (const json::Value& entry : entries) {
    TableRow& row = rows.emplace_back();
    for (const Column& column : columns) {
      const json::Value* const value = entry.as_object() ? entry.as_object()->find(column.member) : nullptr;
      row.push_back(value ? print_cell(column.member, *value) : std::string());
    }
  }
  say(print_table(titles, rows, terminal_width()));
}

}  // namespace sallyport::app
