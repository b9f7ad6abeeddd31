/// Marker lists: phrases whose number per text the audits compare.
extension Lexicon {
  /// Hedge, apology, self-reference, disclaimer, affirmation; `MarkerCounts` has the same order.
  ///
  /// Source: written for this toolkit, version 1.1, with ideas from Hyland's hedges, the BioScope and CoNLL-2010 cues,
  /// ConvoKit's politeness strategies and the phrases that chapter 14 of the RLHF book names.
  static let markers = [hedge, apology, selfReference, disclaimer, affirmation]

  /// Doubt and qualification.
  ///
  /// "may", "about", "around" and "quite" are weak cues: the list is a measurement, not a verdict.
  private static let hedge = """
    as far as i know | i am not sure | i'm not certain | i'm not sure | in most cases | in my opinion
    in my view | in some cases | it is possible | there's a chance | to some extent | can be | could be
    depending on | depends on | i assume | i believe | i feel | i guess | i suppose | i think | i'm unsure
    in general | it depends | it's possible | kind of | may be | might be | not certain | not sure | sort of
    tend to | tends to | about | almost | apparently | appear | appeared | appears | approximately | arguably
    around | assume | could | fairly | generally | guess | largely | likely | mainly | may | maybe | might
    mostly | occasionally | often | perhaps | possibly | potentially | presumably | probably | quite
    relatively | roughly | seem | seemed | seemingly | seems | sometimes | somewhat | suggest | suggests
    suppose | typically | uncertain | unclear | unlikely | unsure | usually
    """

  /// Apologies.
  private static let apology = """
    excuse me | forgive me | my bad | apologies | apologise | apologize | apology | pardon | regret | sorry
    """

  /// The model speaking of itself.
  private static let selfReference = """
    as a large language model | as an ai language model | i am a language model | i am just an ai
    as a language model | as an artificial intelligence | i am a computer | i am an ai | i'm a language model
    i'm just a computer | i'm just an ai | i'm only an ai | as a computer | as an ai | as an assistant
    i am programmed | i was trained | i'm a bot | i'm a computer | i'm a robot | i'm an ai | i'm an assistant
    my knowledge cutoff | my training data | i'm programmed | my programming
    """

  /// Warnings, and referrals to somebody else.
  private static let disclaimer = """
    at your own risk | it is important to | talk to a doctor | talk to your doctor | be aware that
    bear in mind | for educational purposes | for informational purposes | i would advise | it's important to
    keep in mind | not a doctor | not a lawyer | not a substitute | not financial advice | not legal advice
    not medical advice | see a doctor | consult a | consult with | consult your | i'd advise | note that
    please note | professional advice | seek help | seek medical | seek professional | use caution
    """

  /// Agreement and praise: the surface of sycophancy, which proper needs the prompt.
  private static let affirmation = """
    i'd be happy to | that is a great | glad to help | happy to help | i completely agree | i totally agree
    i'm happy to | that's a great | you are right | you're absolutely right | absolutely right
    excellent question | good idea | good point | good question | great idea | great point | great question
    i agree | my pleasure | of course | thank you | you're right | you're welcome | absolutely | certainly
    sure | thanks
    """
}
