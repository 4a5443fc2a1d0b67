// The verbs that are requests of their own.
#include "app/commands/api/answer_text.h"
#include "app/commands/api/object.h"
#include "app/commands/api/verbs.h"
#include "app/os/console.h"
#include "http/url.h"

namespace sallyport::app {
namespace {

void replace(std::string& text, std::string_view from, const std::string& to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

Result<std::string> account_of_bot(const ApiClient& api, const std::string& which) {
  SALLYPORT_TRY(const auto bot, fetch_object(api, "bots", which));
  const json::Value* const user = bot.body.as_object() ? bot.body.as_object()->find("botUser") : nullptr;
  return user ? text_of(*user, "id") : std::string();
}

// The text with the values of {id}, {account} and {which}.
Result<std::string> filled(const Job& job, std::string_view row) {
  std::string text(row);
  const std::string which = job.given.text("which");
  if (text.find("{id}") != std::string::npos) {
    SALLYPORT_TRY(const auto id, id_of_object(job.api, job.noun.collection, which));
    replace(text, "{id}", http::percent_encode(id));
  }
  if (text.find("{account}") != std::string::npos) {
    SALLYPORT_TRY(const auto id, account_of_bot(job.api, which));
    replace(text, "{account}", http::percent_encode(id));
  }
  replace(text, "{which}", http::percent_encode(which));
  return text;
}

// People are named on the command line, and the API wants their id.
Result<void> replace_person(const Job& job, json::Value& body) {
  const std::string person = job.given.text("--user");
  json::Object* const members = body.as_object();
  const json::Value* const principal = members ? members->find("principal") : nullptr;
  if (person.empty() || !principal || principal->as_object()) return {};
  SALLYPORT_TRY(const auto id, id_of_object(job.api, "users", person));
  members->set("principal", json::Object{{"id", id}});
  return {};
}

Result<json::Value> body_of_job(const Job& job) {
  json::Value start = json::Object{};
  if (!job.verb.constant.empty()) {
    SALLYPORT_TRY(const auto text, filled(job, job.verb.constant));
    SALLYPORT_TRY(start, json::parse(text));
  }
  SALLYPORT_TRY(auto body, job.given.body(std::move(start)));
  SALLYPORT_CHECK(replace_person(job, body));
  return body;
}

Result<ApiReply> send_job(const Job& job) {
  SALLYPORT_TRY(const auto path, filled(job, job.verb.path));
  ApiCall call{.method = std::string(job.verb.method), .path = path, .query = job.given.query()};
  if (call.method != "GET" && call.method != "DELETE") {
    SALLYPORT_TRY(call.body, body_of_job(job));
  }
  return job.api.send(call);
}

const json::Array* entries_of(const json::Value& body) {
  if (body.as_array()) return body.as_array();
  const json::Value* const data = body.as_object() ? body.as_object()->find("data") : nullptr;
  return data ? data->as_array() : nullptr;
}

}  // namespace

Result<void> ask(const Job& job) {
  SALLYPORT_TRY(const auto reply, send_job(job));
  const json::Array* const entries = entries_of(reply.body);
  if (!job.verb.columns.empty() && entries) {
    say_list(job, job.verb.columns, *entries);
  } else if (!job.verb.done.empty() && !job.json) {
    std::string sentence(job.verb.done);
    replace(sentence, "{which}", job.given.text("which"));
    say(for_terminal(sentence) + "\n");
  } else {
    say_object(job, reply.body);
  }
  return {};
}

Result<void> ask_for_tree(const Job& job) {
  SALLYPORT_TRY(const auto reply, send_job(job));
  const json::Array* const trees = entries_of(reply.body);
  if (job.json || !trees)
    say(json::print(reply.body) + "\n");
  else
    say(print_tree(*trees));
  return {};
}

Result<void> ask_for_decision(const Job& job) {
  SALLYPORT_TRY(const auto reply, send_job(job));
  const json::Value* answer = &reply.body;
  const json::Value* const answers = reply.body.as_object() ? reply.body.as_object()->find("answers") : nullptr;
  if (answers && answers->as_array() && answers->as_array()->size() == 1) answer = &answers->as_array()->front();
  say_object(job, *answer);
  const json::Value* const allowed = answer->as_object() ? answer->as_object()->find("allowed") : nullptr;
  if (!allowed || allowed->as_bool() == nullptr || *allowed->as_bool()) return {};
  return failure(Kind::forbidden, "api_denied", {}, "It is denied.");
}

}  // namespace sallyport::app
