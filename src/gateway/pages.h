// What people see: small pages without script, as pure functions. Every value is escaped here and nowhere else.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sallyport::gateway {

struct Page {
  std::string html;
  std::string content_security_policy;
};

struct PageAction {
  std::string label;
  std::string href;
};

// Something to tell: an error, a refusal, a state.
struct Notice {
  std::string title;
  std::vector<std::string> paragraphs;
  std::vector<std::pair<std::string, std::string>> facts;  // label and text
  std::vector<PageAction> actions;                         // the first one stands out
  std::string request_id;                                  // empty: not shown
};

Page render_notice(const Notice& notice);

// Asks before signing out. `form_targets`: origins that the form may lead to besides our own (the provider's).
Page render_sign_out(std::string_view username, std::string_view csrf, std::string_view form_target);

// Who somebody is here, for the address "/" where no route takes it.
struct HomeView {
  std::string username;
  std::string display_name;
  std::string email;
  std::vector<std::string> roles;
  bool admin = false;
};
Page render_home(const HomeView* signed_in);

// Where somebody is signed in. Times are text.
struct SessionsView {
  struct Row {
    bool here = false;
    std::string opened;
    std::string last_seen;
  };
  std::string username;
  std::vector<Row> sessions;
  bool more = false;  // than are shown
  std::string csrf;
};
Page render_sessions(const SessionsView& view);

Page render_local_sign_in(std::string_view complaint);
Page render_local_setup(std::string_view link, std::string_view complaint);

}  // namespace sallyport::gateway
