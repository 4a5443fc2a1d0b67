// The parts that several of the directory's pages are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "entra/aadsts.h"
#include "http/message.h"

namespace sallyport::directory {

// Whether another site may show the page in a frame. Only the answer to prompt=none may be framed, because a silent
// renewal runs in a frame.
enum class Framing { refused, allowed };

// Where a form posts to, and the proof that the directory made it.
struct FormTarget {
  std::string action;      // path and query
  std::string flow_token;  // against forged sign-ins
};

struct PagePolicy {
  Framing framing = Framing::refused;
  std::string_view script;    // the only one that may run; empty: none
  std::string frame_sources;  // origins, separated by spaces
};

// A page with the directory's look, its notice, and a content security policy. `body` is HTML, `title` is not.
http::Response html_page(int status, std::string_view title, std::string_view body, const PagePolicy& policy = {});

std::string hidden_field(std::string_view name, std::string_view value);

// The start of a form that posts to the target. The caller ends it with "</form>".
std::string form_start(const FormTarget& target);

// A heading with the application below it and, if there is one, the tenant.
std::string heading(std::string_view text, std::string_view app_name, std::string_view tenant_name);

// Why the previous attempt failed, with a link to the field at fault. Empty if there is no refusal.
std::string complaint(const entra::Refusal* refusal, const std::vector<std::string>& lines, std::string_view field);

// Marks a field that a complaint links to.
std::string marked_invalid(bool failed);

// Each line on a line of its own.
std::string lines_of(const std::vector<std::string>& lines);

}  // namespace sallyport::directory
