"""How things on a screen are asked for; `ppagent.train.questions` draws the questions."""
