mod with_git;
