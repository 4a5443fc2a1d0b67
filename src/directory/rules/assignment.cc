#include "directory/rules/assignment.h"

namespace sallyport::directory {

Judged<std::vector<entra::ObjectId>> check_assignment(entra::GroupStore& groups, const entra::AppRegistration& app,
                                                      const entra::User& user, std::string_view error) {
  SALLYPORT_JUDGE(auto all, groups.groups_of(user.id));
  if (app.assignment_required && !entra::is_assigned(app, user.id, all))
    return refuse<50105>({app.display_name, app.client_id.value, user.user_principal_name}, error);
  return all;
}

}  // namespace sallyport::directory
