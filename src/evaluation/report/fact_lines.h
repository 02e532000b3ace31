// Facts as people read them: a JSON object of any depth as lines with a title and a value.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "evaluation/report/report_document.h"

namespace affekt {

struct FactLine {
  std::string title, value;
};

/// One line for each member, and for each member of the objects inside: "splits, test, plays" and "4,528". A
/// list is one line; of a long one the first entries, and how many more there are.
std::vector<FactLine> list_facts(const nlohmann::json& object);

/// What a prepared file says of itself: facts with a title for each object in it, and a last one on the rest.
/// @param prefix  of the titles, such as "Data: "; may be empty
std::vector<Block> list_facts_by_member(const nlohmann::json& about, const std::string& prefix,
                                        const std::string& title_of_rest);

}  // namespace affekt
