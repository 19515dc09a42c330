"""Who has to give something, and what may be changed for how long: in plain words.

The plain forms are "the reason must be given if …" and "the client can only be changed while …".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_SOMEBODY = (
    "(somebody|someone|the user|users|staff|the staff|a member of staff|one|people|everybody|everyone|you|we"
    "|the person in charge|the clerk|the team|whoever does it|the author|the editor)"
)
_MUST = (
    "(must|has to|have to|needs to|need to|should|shall|is required to|are required to|is obliged to"
    "|will have to)"
)
_GIVE = (
    "(enter|state|give|provide|record|note|specify|fill in|fill"
    " out|supply|name|document|log|indicate|add|mention"
    "|write down|put down|set|type in|capture|note down|select|choose|explain|register|keep a record of|keep"
    "|make a note of|submit|upload|attach)"
)
_GIVING = (
    "(stating|giving|entering|providing|recording|noting|specifying|filling in|filling out|supplying|naming"
    "|documenting|logging|indicating|adding|mentioning|setting|explaining|listing|saying|telling us"
    "|reporting|writing"
    " down|choosing|selecting|assigning|declaring|us knowing|our knowing|knowing|attaching|uploading"
    "|having (entered"
    "|given|stated|recorded|specified)|there being)"
)
_THE = "((the|a|an|its|their|his|her|this|that) )?"
_IFS = "(if|when|whenever|once|as soon as|as long as|while|unless|for|where|in case|until)"
_CHANGED = "(be )?(changed|edited|modified|updated|altered|amended|adjusted|revised|corrected|change)"
_NO_MORE = (
    "( ,)?( but)? (not|never|no longer)( any more| anymore| any longer)?"
    "( afterwards| after that| later| thereafter| later on| any more| after this| beyond that| then)?"
)

FRAMES = (
    wording("without", f"without (also |first )?{_GIVING}", "without"),
    frame(
        "must has have needs need should shall is are will",
        f"(?P<lead>{_IFS} .+) , {_SOMEBODY} {_MUST}( also)? {_GIVE} {_THE}<m:8>",
        "{lead} , the {m} must be given",
    ),
    frame(
        "must has have needs need should shall is are will",
        f"{_SOMEBODY} {_MUST}( also)? {_GIVE} {_THE}<m:8> (?P<rest>{_IFS} .+)",
        "the {m} must be given {rest}",
    ),
    frame(
        "enter state give provide record note specify fill supply name document log indicate add mention set"
        " write put type choose select explain keep make attach upload",
        f"(?P<lead>{_IFS} .+) ,( please)? {_GIVE} {_THE}<m:8>",
        "{lead} , the {m} must be given",
    ),
    frame(
        "not never longer",
        f"(as long as|while|so long as|until) <c*>( ,)? (its|their|the) <s:4> (can|may)( still|"
        f" freely)? {_CHANGED}"
        f"( freely)?{_NO_MORE}",
        "the {s} can only be changed while {c}",
    ),
    frame(
        "not never longer",
        f"(as long as|while|so long as) <c*> , (it|they) (can|may)( still| freely)? {_CHANGED}("
        f" freely)?{_NO_MORE}",
        "it can only be changed while {c}",
    ),
    frame(
        "not never longer",
        f"(the )?<s:6> (can|may)( still| freely)? {_CHANGED}( freely)? (as long as|while|so long as)"
        f" <c*>{_NO_MORE}",
        "the {s} can only be changed while {c}",
    ),
)
