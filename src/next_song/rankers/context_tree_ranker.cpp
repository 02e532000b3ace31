#include "next_song/rankers/context_tree_ranker.h"

#include "next_song/rankers/context_tree.h"

namespace affekt {
namespace {

class ContextTreeRanker : public SongRanker {
 public:
  ContextTreeRanker(const TrainingPlays& training, const ContextTreeShape& shape) : tree_(training, shape) {}
  std::string name() const override { return "context_tree"; }
  void score(const PlayHistory& history, std::vector<float>& scores) const override {
    tree_.predict(history, scores);
  }

 private:
  ContextTree tree_;
};

}  // namespace

void ContextTreeOptions::describe(FieldVisitor& v) {
  v.field("max_depth", &max_depth, FieldRules("The longest context").unit("plays").at_least(0).at_most(50));
  v.field("prior_plays", &prior_plays,
          FieldRules("Plays, spread evenly over all songs, that a context adds to what it saw")
              .unit("plays")
              .above(0)
              .at_most(1e6));
}

std::unique_ptr<SongRanker> make_context_tree_ranker(const TrainingPlays& training,
                                                     const ContextTreeOptions& options) {
  ContextTreeShape shape;
  shape.max_depth = options.max_depth;
  shape.prior_plays = options.prior_plays;
  return std::make_unique<ContextTreeRanker>(training, shape);
}

}  // namespace affekt
